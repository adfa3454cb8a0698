package dev.loom.engine.transcript;

import dev.loom.api.model.Message;
import dev.loom.api.model.ModelRole;
import dev.loom.contracts.error.ServiceError;
import dev.loom.contracts.id.OperationId;
import dev.loom.contracts.id.SubtaskId;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.model.CompleteModel;
import dev.loom.contracts.task.ExecuteCommand;
import dev.loom.contracts.task.TaskCommand;
import dev.loom.contracts.transcript.TranscriptEntry;
import dev.loom.contracts.transcript.TranscriptEntry.ExchangeOrder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Records one task by matching requests and replies. Guarded by the lock of its recorder.
final class TaskRecording {
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
  /// @param sameMessages model requests: number of messages shared with the previous request
  private record PendingRequest(Record request, long position, long events, int sameMessages) {}

  String workspace() {
    return workspace;
  }

  void write(TranscriptEntry entry) {
    // After a dropped entry the rest of the transcript would be misleading.
    if (!incomplete) {
      incomplete = !writer.write(file, entry);
    }
  }

  void onAppended() {
    eventCount++;
  }

  void onRequest(long exchange, Record request) {
    int prefix = request instanceof CompleteModel model ? commonPrefixLength(model) : 0;
    pendingRequests.put(exchange, new PendingRequest(request, ++lastPosition, eventCount, prefix));
  }

  private int commonPrefixLength(CompleteModel request) {
    var messages = request.request().messages();
    var key = new ConversationKey(request.request().role(), request.subtaskId());
    var previous = conversations.put(key, messages);
    int mismatch = previous == null ? 0 : Arrays.mismatch(previous.toArray(), messages.toArray());
    return mismatch < 0 ? messages.size() : mismatch;
  }

  void onReply(long exchange, Optional<Record> reply, Optional<ServiceError> error) {
    var pending = pendingRequests.remove(exchange);
    if (pending != null) {
      write(entry(pending, new ExchangeOrder(pending.position(), ++lastPosition), reply, error));
    }
  }

  /// Records the implicit input of an expired decision, so that a replay need not wait for the
  /// timeout. The event of the expiry is the last one that was appended.
  void onExpiry(TaskCommand input) {
    write(
        new TranscriptEntry.ReceivedInput(
            new ExchangeOrder(++lastPosition, 0), eventCount - 1, input, Optional.empty()));
  }

  /// Ends the recording. Requests without a reply are recorded without one.
  void end(TranscriptEntry taskEnd) {
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
      case ExecuteCommand r ->
          new TranscriptEntry.ReceivedInput(order, pending.events(), r.command(), error);
      case Record r -> RecordedRequest.call(r, order, reply, error);
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
        error);
  }
}
