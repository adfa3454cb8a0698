package dev.loom.engine.replay;

import dev.loom.api.model.Message;
import dev.loom.bus.json.Json;
import dev.loom.contracts.task.ModelUsage;
import dev.loom.contracts.transcript.TranscriptEntry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Reports how a replay differs from its recording.
///
/// @param incomplete whether the transcript has no end, so that only its entries are compared
/// @param differences empty if the runs are identical
/// @param subtasks number of subtasks of the last plan of the replay
/// @param modelTurns number of model requests
/// @param toolCalls number of tool calls
/// @param usage usage according to the recorded responses
/// @param status final status of the replayed task, or `unfinished`
/// @param millis duration of the replay
public record ReplayReport(
    boolean incomplete,
    List<ReplayDifference> differences,
    int subtasks,
    int modelTurns,
    int toolCalls,
    ModelUsage usage,
    String status,
    long millis) {
  public ReplayReport {
    differences = List.copyOf(differences);
  }

  /// Returns whether the replay equals the recording.
  public boolean isIdentical() {
    return differences.isEmpty();
  }

  static ReplayReport compare(
      boolean incomplete, RunTrace recorded, RunTrace replayed, boolean ended, long millis) {
    var comparer = new Comparer(incomplete);
    comparer.comparePlans(recorded, replayed);
    comparer.compareAll("model", stepsOf(recorded.prompts()), stepsOf(replayed.prompts()));
    comparer.comparePrompts(recorded, replayed);
    comparer.compareAll("call", recorded.calls(), replayed.calls());
    comparer.compareAll("verdict", verdicts(recorded), verdicts(replayed));
    if (!incomplete) {
      comparer.compareEnds(recorded, replayed);
    }
    var plans = replayed.decisionsOf(TranscriptEntry.AcceptedPlan.class);
    return new ReplayReport(
        incomplete,
        comparer.differences,
        plans.isEmpty() ? 0 : plans.getLast().plan().subtasks().size(),
        replayed.prompts().size(),
        replayed.calls().size(),
        replayed.usage(),
        ended ? replayed.taskEnd().map(ReplayReport::status).orElse("unfinished") : "unfinished",
        millis);
  }

  private static String status(TranscriptEntry.TaskEnd end) {
    return end.status().name().toLowerCase(Locale.ROOT);
  }

  private static Map<String, String> stepsOf(Map<String, List<Message>> prompts) {
    var steps = new LinkedHashMap<String, String>();
    prompts.keySet().forEach(step -> steps.put(step, "requested"));
    return steps;
  }

  private static Map<String, String> verdicts(RunTrace trace) {
    var verdicts = new LinkedHashMap<String, String>();
    for (var verification : trace.decisionsOf(TranscriptEntry.Verification.class)) {
      verdicts.put(
          verification.subtaskId() + "." + verification.attempt(),
          Json.write(verification.verdict()));
    }
    return verdicts;
  }

  /// Collects differences.
  private static final class Comparer {
    private final boolean incomplete;
    private final List<ReplayDifference> differences = new ArrayList<>();

    Comparer(boolean incomplete) {
      this.incomplete = incomplete;
    }

    void add(String area, String where, String recorded, String replayed) {
      if (!recorded.equals(replayed)) {
        differences.add(new ReplayDifference(area, where, recorded, replayed));
      }
    }

    /// Compares values by key. Values missing at the end of an incomplete transcript are not
    /// differences.
    void compareAll(String area, Map<String, String> recorded, Map<String, String> replayed) {
      var keys = new LinkedHashSet<>(recorded.keySet());
      keys.addAll(replayed.keySet());
      for (var key : keys) {
        if (recorded.containsKey(key) || !incomplete) {
          add(area, key, recorded.getOrDefault(key, ""), replayed.getOrDefault(key, ""));
        }
      }
    }

    void comparePlans(RunTrace recorded, RunTrace replayed) {
      compareAll("plan", planLines(recorded), planLines(replayed));
    }

    private static Map<String, String> planLines(RunTrace trace) {
      var lines = new LinkedHashMap<String, String>();
      int number = 0;
      for (var accepted : trace.decisionsOf(TranscriptEntry.AcceptedPlan.class)) {
        var name = "plan " + ++number;
        var subtasks = accepted.plan().subtasks();
        lines.put(
            name,
            String.join(", ", subtasks.stream().map(subtask -> subtask.id().value()).toList())
                + (accepted.fallback() ? " (fallback plan)" : ""));
        subtasks.forEach(each -> lines.put(name + ", " + each.id(), Json.write(each)));
      }
      return lines;
    }

    void comparePrompts(RunTrace recorded, RunTrace replayed) {
      recorded
          .prompts()
          .forEach(
              (step, recordedMessages) -> {
                var replayedMessages = replayed.prompts().get(step);
                if (replayedMessages != null && !replayedMessages.equals(recordedMessages)) {
                  comparePrompt(step, recordedMessages, replayedMessages);
                }
              });
    }

    /// Reports the first different line.
    private void comparePrompt(String step, List<Message> recorded, List<Message> replayed) {
      var recordedJson = recorded.stream().map(Json::write).toList();
      var replayedJson = replayed.stream().map(Json::write).toList();
      int index = Arrays.mismatch(recordedJson.toArray(), replayedJson.toArray());
      if (index < 0) {
        return;
      }
      var recordedLines = lines(recorded, index);
      var replayedLines = lines(replayed, index);
      int line = Arrays.mismatch(recordedLines.toArray(), replayedLines.toArray());
      var where = step + ", message " + (index + 1);
      if (line < 0 || at(recordedLines, line).equals(at(replayedLines, line))) {
        // Equal texts with different tool calls.
        add("prompt", where, at(recordedJson, index), at(replayedJson, index));
      } else {
        var whereInMessage = where + ", line " + (line + 1);
        add("prompt", whereInMessage, at(recordedLines, line), at(replayedLines, line));
      }
    }

    private static List<String> lines(List<Message> messages, int index) {
      return index < messages.size() ? messages.get(index).text().lines().toList() : List.of();
    }

    private static String at(List<String> texts, int index) {
      return index < texts.size() ? texts.get(index) : "";
    }

    void compareEnds(RunTrace recorded, RunTrace replayed) {
      var recordedEnd = recorded.taskEnd();
      var replayedEnd = replayed.taskEnd();
      add(
          "status",
          "",
          recordedEnd.map(ReplayReport::status).orElse(""),
          replayedEnd.map(ReplayReport::status).orElse("unfinished"));
      add("tokens", "", tokens(recorded.usage()), tokens(replayed.usage()));
      add("cost", "", cost(recorded.usage()), cost(replayed.usage()));
      add("summary", "", summary(recordedEnd), summary(replayedEnd));
      add("files", "", files(recordedEnd), files(replayedEnd));
    }

    private static String summary(Optional<TranscriptEntry.TaskEnd> taskEnd) {
      return taskEnd.map(end -> end.summary() + end.reason()).orElse("");
    }

    private static String files(Optional<TranscriptEntry.TaskEnd> taskEnd) {
      return taskEnd.map(end -> Json.write(end.changes().files())).orElse("");
    }

    private static String tokens(ModelUsage usage) {
      return usage.inputTokens() + " input, " + usage.outputTokens() + " output";
    }

    /// Rounds the cost, because sums of the same amounts in a different order may differ in the
    /// last digit.
    private static String cost(ModelUsage usage) {
      return String.format(Locale.ROOT, "$%.9f", usage.costUsd());
    }
  }
}
