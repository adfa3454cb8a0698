package dev.loom.engine.replay;

import dev.loom.api.model.Message;
import dev.loom.api.model.ModelRole;
import dev.loom.bus.json.Json;
import dev.loom.bus.transcript.Transcript;
import dev.loom.contracts.event.TaskEvent;
import dev.loom.contracts.id.SubtaskId;
import dev.loom.contracts.task.ModelUsage;
import dev.loom.contracts.transcript.TranscriptEntry;
import dev.loom.engine.transcript.EventConverter;
import dev.loom.engine.transcript.RecordedRequest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Holds the parts of a run that a replay compares.
///
/// @param prompts messages of each model request by step; a repeated request has a count
/// @param calls tool calls as text by step
/// @param decisions plans, verdicts and the end, in order
record RunTrace(
    Map<String, List<Message>> prompts,
    Map<String, String> calls,
    List<TranscriptEntry> decisions) {

  static final String UNFINISHED = "unfinished";

  /// Area and place of a value, as in [ReplayDifference].
  record Place(String area, String where) {}

  private record ConversationKey(ModelRole role, Optional<SubtaskId> subtask) {}

  /// Extracts the trace of a recording.
  static RunTrace from(Transcript transcript) {
    var prompts = new LinkedHashMap<String, List<Message>>();
    var conversations = new HashMap<ConversationKey, List<Message>>();
    long complete = completePositions(transcript);
    transcript
        .entriesOf(TranscriptEntry.ModelCall.class)
        .sorted(Comparator.comparingLong(call -> call.order().asked()))
        .forEach(
            call -> {
              var key = new ConversationKey(call.role(), call.subtaskId());
              var previousMessages = conversations.getOrDefault(key, List.of());
              int sameMessages = call.sameMessages();
              var messages =
                  new ArrayList<>(
                      previousMessages.subList(0, Math.min(sameMessages, previousMessages.size())));
              messages.addAll(call.messages());
              conversations.put(key, messages);
              // An incomplete transcript may lack the request that this one shares messages with.
              if (sameMessages == 0 || call.order().asked() <= complete) {
                put(prompts, call.step(), messages);
              }
            });
    var calls = new LinkedHashMap<String, String>();
    transcript
        .entriesOf(TranscriptEntry.ServiceCall.class)
        .filter(call -> call.service().equals(RecordedRequest.TOOL.service()))
        .sorted(Comparator.comparingLong(call -> call.order().asked()))
        .map(TranscriptEntry.ServiceCall::fields)
        .forEach(f -> put(calls, (String) f.get("step"), call(f.get("tool"), f.get("arguments"))));
    var decisions =
        transcript.entries().stream()
            .filter(
                entry ->
                    entry instanceof TranscriptEntry.AcceptedPlan
                        || entry instanceof TranscriptEntry.Verification
                        || entry instanceof TranscriptEntry.TaskEnd)
            .toList();
    return new RunTrace(prompts, calls, decisions);
  }

  /// Returns the position up to which every request and reply is in the transcript.
  private static long completePositions(Transcript transcript) {
    var positions = new HashSet<Long>();
    for (var exchange : transcript.entriesOf(TranscriptEntry.Exchange.class).toList()) {
      positions.add(exchange.order().asked());
      positions.add(exchange.order().answered());
    }
    long position = 1;
    while (positions.contains(position)) {
      position++;
    }
    return position - 1;
  }

  /// Extracts the trace of a replay.
  static RunTrace from(List<TaskEvent.Recorded> events, RecordedServices services) {
    var prompts = new LinkedHashMap<String, List<Message>>();
    for (var call : services.modelRequests()) {
      put(prompts, RecordedServices.stepOf(call), call.request().messages());
    }
    var calls = new LinkedHashMap<String, String>();
    for (var run : services.toolRuns()) {
      put(calls, run.stepId().value(), call(run.tool(), run.arguments()));
    }
    return new RunTrace(prompts, calls, EventConverter.from(events));
  }

  /// Adds a value under its step, with a count if the step repeats after a pause or an invalid
  /// verdict.
  private static <T> void put(Map<String, T> map, String step, T value) {
    var name = step;
    for (int count = 2; map.containsKey(name); count++) {
      name = step + " (" + count + ")";
    }
    map.put(name, value);
  }

  private static String call(Object tool, Object arguments) {
    return tool + " " + Json.write(arguments);
  }

  /// Returns the values to compare by place, in order.
  Map<Place, String> values() {
    var values = new LinkedHashMap<Place, String>();
    var plans = decisionsOf(TranscriptEntry.AcceptedPlan.class);
    for (int i = 0; i < plans.size(); i++) {
      var name = "plan " + (i + 1);
      var subtasks = plans.get(i).plan().subtasks();
      var ids = String.join(", ", subtasks.stream().map(each -> each.id().value()).toList());
      values.put(
          new Place("plan", name), ids + (plans.get(i).fallback() ? " (fallback plan)" : ""));
      subtasks.forEach(
          each -> values.put(new Place("plan", name + ", " + each.id()), Json.write(each)));
    }
    prompts.keySet().forEach(step -> values.put(new Place("model", step), "requested"));
    calls.forEach((step, call) -> values.put(new Place("call", step), call));
    for (var verification : decisionsOf(TranscriptEntry.Verification.class)) {
      var attempt = verification.subtaskId() + "." + verification.attempt();
      values.put(new Place("verdict", attempt), Json.write(verification.verdict()));
    }
    taskEnd()
        .ifPresent(
            end -> {
              var usage = end.usage();
              values.put(new Place("status", ""), status());
              values.put(
                  new Place("tokens", ""),
                  usage.inputTokens() + " input, " + usage.outputTokens() + " output");
              // Rounded, because sums of the same amounts in another order may differ in the last
              // digit.
              values.put(
                  new Place("cost", ""), String.format(Locale.ROOT, "$%.9f", usage.costUsd()));
              values.put(new Place("summary", ""), end.summary() + end.reason());
              values.put(new Place("files", ""), Json.write(end.changes().files()));
            });
    return values;
  }

  <T extends TranscriptEntry> List<T> decisionsOf(Class<T> kind) {
    return decisions.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  Optional<TranscriptEntry.TaskEnd> taskEnd() {
    return decisionsOf(TranscriptEntry.TaskEnd.class).stream().findFirst();
  }

  /// Returns the final status, or [#UNFINISHED].
  String status() {
    return taskEnd().map(end -> end.status().name().toLowerCase(Locale.ROOT)).orElse(UNFINISHED);
  }

  ModelUsage usage() {
    return taskEnd().map(TranscriptEntry.TaskEnd::usage).orElse(ModelUsage.NONE);
  }
}
