package dev.loom.engine.transcript;

import dev.loom.api.model.Message;
import dev.loom.api.model.ModelResponse;
import dev.loom.api.model.ModelRole;
import dev.loom.contracts.change.ListChanges;
import dev.loom.contracts.error.ServiceError;
import dev.loom.contracts.event.TaskEvent.TokenKind;
import dev.loom.contracts.event.TaskEvent.TokenStreamed;
import dev.loom.contracts.id.OperationId;
import dev.loom.contracts.id.SubtaskId;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.model.CompleteModel;
import dev.loom.contracts.task.ExecuteCommand;
import dev.loom.contracts.task.TaskCommand;
import dev.loom.contracts.tool.DescribeEffects;
import dev.loom.contracts.tool.InspectWorkspace;
import dev.loom.contracts.tool.ReadWorkspaceFile;
import dev.loom.contracts.tool.RunTool;
import dev.loom.contracts.transcript.TranscriptEntry;
import dev.loom.contracts.transcript.TranscriptEntry.ExchangeOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// Records one task by matching requests and replies. Guarded by the lock of its recorder.
final class TaskRecording {
  /// Limit of delta timings per response; further deltas are merged into the last one.
  private static final int DELTAS_MAX = 2_000;

  private final TaskId task;
  private final String workspace;
  private final TranscriptFileWriter file;
  private final TranscriptWriter writer;
  private final Map<Long, PendingRequest> pendingRequests = new LinkedHashMap<>();
  private final Map<ConversationKey, List<Message>> conversations = new HashMap<>();
  private long lastPosition;
  private long eventCount;
  private boolean incomplete;

  TaskRecording(TaskId task, String workspace, TranscriptFileWriter file, TranscriptWriter writer) {
    this.task = task;
    this.workspace = workspace;
    this.file = file;
    this.writer = writer;
  }

  /// Identifies a conversation that consecutive requests continue.
  private record ConversationKey(ModelRole role, Optional<SubtaskId> subtask) {}

  /// Represents a request without a reply.
  ///
  /// @param events number of events before the request
  /// @param startNanos time of the request
  /// @param sameMessages model requests: number of messages shared with the previous request
  /// @param deltas model requests: delta timings so far
  private record PendingRequest(
      Record request,
      long position,
      long events,
      long startNanos,
      int sameMessages,
      List<TranscriptEntry.DeltaTiming> deltas) {}

  String workspace() {
    return workspace;
  }

  void write(TranscriptEntry entry) {
    // After a dropped entry the rest of the transcript would be misleading.
    if (!incomplete) {
      incomplete = !writer.write(file, entry);
    }
  }

  void onAppended(long lastSeq) {
    eventCount = lastSeq;
  }

  void onRequest(long exchange, Record request) {
    int prefix = request instanceof CompleteModel model ? commonPrefixLength(model) : 0;
    pendingRequests.put(
        exchange,
        new PendingRequest(
            request, ++lastPosition, eventCount, System.nanoTime(), prefix, new ArrayList<>()));
  }

  private int commonPrefixLength(CompleteModel request) {
    var messages = request.request().messages();
    var key = new ConversationKey(request.request().role(), request.subtaskId());
    var previous = conversations.put(key, messages);
    int mismatch = previous == null ? 0 : Arrays.mismatch(previous.toArray(), messages.toArray());
    return mismatch < 0 ? messages.size() : mismatch;
  }

  /// Records a delta of the pending response of a subtask. A retry begins the response again.
  void onToken(TokenStreamed token) {
    pendingRequests.values().stream()
        .filter(
            pending ->
                pending.request() instanceof CompleteModel model
                    && model.subtaskId().equals(Optional.of(token.subtaskId())))
        .findFirst()
        .ifPresent(
            pending -> {
              if (token.restart()) {
                pending.deltas().clear();
              }
              if (token.kind() == TokenKind.TEXT) {
                addDelta(pending, token.token().length());
              }
            });
  }

  private static void addDelta(PendingRequest pending, int chars) {
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - pending.startNanos());
    var deltas = pending.deltas();
    if (!deltas.isEmpty() && (deltas.getLast().millis() == millis || deltas.size() == DELTAS_MAX)) {
      var last = deltas.removeLast();
      deltas.add(new TranscriptEntry.DeltaTiming(last.millis(), last.chars() + chars));
    } else {
      deltas.add(new TranscriptEntry.DeltaTiming(millis, chars));
    }
  }

  void onReply(long exchange, Optional<Record> reply, Optional<ServiceError> error) {
    var pending = pendingRequests.remove(exchange);
    if (pending != null) {
      write(entry(pending, new ExchangeOrder(pending.position(), ++lastPosition), reply, error));
    }
  }

  /// Records the implicit input of an expired decision, so that a replay need not wait for the
  /// timeout.
  ///
  /// @param eventsBefore number of events before the expiry
  void onExpiry(TaskCommand input, long eventsBefore) {
    write(
        new TranscriptEntry.ReceivedInput(
            new ExchangeOrder(++lastPosition, 0), eventsBefore, input, Optional.empty()));
  }

  /// Ends the recording. Requests without a reply are recorded without one.
  void end(TranscriptEntry.TaskEnd taskEnd) {
    for (var pending : pendingRequests.values()) {
      var order = new ExchangeOrder(pending.position(), 0);
      write(entry(pending, order, Optional.empty(), Optional.empty()));
    }
    pendingRequests.clear();
    write(taskEnd);
    writer.finish(file);
  }

  /// Closes the file of an unfinished task.
  void abandon() {
    writer.finish(file);
  }

  private TranscriptEntry entry(
      PendingRequest pending,
      ExchangeOrder order,
      Optional<Record> reply,
      Optional<ServiceError> error) {
    return switch (pending.request()) {
      case CompleteModel r ->
          modelCall(r, pending, order, reply.map(CompleteModel.Completion.class::cast), error);
      case DescribeEffects r ->
          new TranscriptEntry.DeclaredEffects(
              r.step().value(),
              order,
              reply.map(DescribeEffects.Described.class::cast).map(d -> d.effects()),
              error);
      case RunTool r ->
          new TranscriptEntry.ToolExecution(
              r.stepId().value(),
              r.subtaskId(),
              r.tool(),
              r.arguments(),
              order,
              reply.map(RunTool.Outcome.class::cast),
              error);
      case InspectWorkspace r ->
          new TranscriptEntry.WorkspaceListing(
              order,
              reply.map(InspectWorkspace.WorkspaceInfo.class::cast).map(info -> info.listing()),
              error);
      case ReadWorkspaceFile r ->
          new TranscriptEntry.FileRead(
              r.path(),
              r.bytesMax(),
              order,
              reply.map(ReadWorkspaceFile.Content.class::cast),
              error);
      case ListChanges r ->
          new TranscriptEntry.Diffs(
              r.subtaskId(),
              order,
              reply.map(ListChanges.Found.class::cast).map(l -> l.changes()),
              error);
      case ExecuteCommand r ->
          new TranscriptEntry.ReceivedInput(order, pending.events(), r.command(), error);
      case Record r -> throw new IllegalArgumentException("not a recorded request: " + r);
    };
  }

  private TranscriptEntry modelCall(
      CompleteModel request,
      PendingRequest pending,
      ExchangeOrder order,
      Optional<CompleteModel.Completion> reply,
      Optional<ServiceError> error) {
    var messages = request.request().messages();
    return new TranscriptEntry.ModelCall(
        request.operationId().value().substring(OperationId.taskPrefix(task).length()),
        request.request().role(),
        request.subtaskId(),
        request.tier(),
        order,
        pending.sameMessages(),
        messages.subList(pending.sameMessages(), messages.size()),
        reply,
        error,
        matchingDeltas(pending.deltas(), reply.map(CompleteModel.Completion::response)));
  }

  /// Returns the delta timings, or none if they do not match the response: after a retry they
  /// include the deltas of the failed call.
  private static List<TranscriptEntry.DeltaTiming> matchingDeltas(
      List<TranscriptEntry.DeltaTiming> deltas, Optional<ModelResponse> response) {
    int chars = deltas.stream().mapToInt(TranscriptEntry.DeltaTiming::chars).sum();
    return response.filter(r -> r.text().length() == chars).isPresent() ? deltas : List.of();
  }
}
