package dev.loom.engine.transcript;

import dev.loom.api.model.Message;
import dev.loom.api.model.ModelResponse;
import dev.loom.api.model.ModelRole;
import dev.loom.contracts.change.ChangeList;
import dev.loom.contracts.change.ListChanges;
import dev.loom.contracts.error.ServiceError;
import dev.loom.contracts.id.SubtaskId;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.model.CompleteModel;
import dev.loom.contracts.model.ModelCompletion;
import dev.loom.contracts.task.AnswerQuestion;
import dev.loom.contracts.task.CancelTask;
import dev.loom.contracts.task.PauseTask;
import dev.loom.contracts.task.ResolveApproval;
import dev.loom.contracts.task.ResumeTask;
import dev.loom.contracts.task.SteerTask;
import dev.loom.contracts.tool.InspectWorkspace;
import dev.loom.contracts.tool.ReadWorkspaceFile;
import dev.loom.contracts.tool.RunTool;
import dev.loom.contracts.tool.ToolOutcome;
import dev.loom.contracts.transcript.TranscriptEntry;
import dev.loom.contracts.transcript.TranscriptEntry.ExchangeOrder;
import dev.loom.contracts.transcript.UserInput;
import java.util.ArrayList;
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
  private final TranscriptFile file;
  private final TranscriptWriter writer;
  private final Map<Long, PendingRequest> pendingRequests = new LinkedHashMap<>();
  private final Map<ConversationKey, List<Message>> conversations = new HashMap<>();
  private long position;
  private long events;
  private boolean broken;

  TaskRecording(TaskId task, String workspace, TranscriptFile file, TranscriptWriter writer) {
    this.task = task;
    this.workspace = workspace;
    this.file = file;
    this.writer = writer;
  }

  /// Identifies a conversation that consecutive requests continue.
  private record ConversationKey(ModelRole role, Optional<SubtaskId> subtask) {}

  /// Represents a request without a reply.
  ///
  /// @param same model requests: number of messages shared with the previous request
  /// @param deltas model requests: delta timings so far
  private record PendingRequest(
      Record request,
      long position,
      long events,
      long nanos,
      int same,
      List<TranscriptEntry.DeltaTiming> deltas) {}

  String workspace() {
    return workspace;
  }

  void write(TranscriptEntry entry) {
    // After a dropped entry the rest of the transcript would be misleading.
    if (!broken) {
      broken = !writer.write(file, entry);
    }
  }

  void onAppended(long lastSeq) {
    events = lastSeq;
  }

  void onRequest(long exchange, Record request) {
    int same = request instanceof CompleteModel model ? commonPrefix(model) : 0;
    pendingRequests.put(
        exchange,
        new PendingRequest(
            request, ++position, events, System.nanoTime(), same, new ArrayList<>()));
  }

  private int commonPrefix(CompleteModel request) {
    var messages = request.request().messages();
    var key = new ConversationKey(request.request().role(), request.subtaskId());
    var before = conversations.put(key, messages);
    int same = 0;
    while (before != null
        && same < Math.min(before.size(), messages.size())
        && before.get(same).equals(messages.get(same))) {
      same++;
    }
    return same;
  }

  /// Records a delta of the pending response of a subtask.
  void onToken(SubtaskId subtask, String text) {
    pendingRequests.values().stream()
        .filter(
            pending ->
                pending.request() instanceof CompleteModel model
                    && model.subtaskId().equals(Optional.of(subtask)))
        .findFirst()
        .ifPresent(pending -> addDelta(pending, text.length()));
  }

  private static void addDelta(PendingRequest pending, int chars) {
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - pending.nanos());
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
      write(entry(pending, new ExchangeOrder(pending.position(), ++position), reply, error));
    }
  }

  /// Records the implicit input of an expired decision, so that a replay need not wait for the
  /// timeout.
  ///
  /// @param before number of events before the expiry
  void onExpiry(UserInput input, long before) {
    write(
        new TranscriptEntry.ReceivedInput(
            new ExchangeOrder(++position, 0), before, input, Optional.empty()));
  }

  /// Ends the recording. Requests without a reply are recorded as such.
  void end(TranscriptEntry.TaskEnd ended) {
    pendingRequests
        .values()
        .forEach(
            pending ->
                write(
                    entry(
                        pending,
                        new ExchangeOrder(pending.position(), 0),
                        Optional.empty(),
                        Optional.empty())));
    pendingRequests.clear();
    write(ended);
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
      case CompleteModel q ->
          modelTurn(q, pending, order, reply.map(ModelCompletion.class::cast), error);
      case RunTool q ->
          new TranscriptEntry.ToolExecution(
              q.stepId().value(),
              q.subtaskId(),
              q.tool(),
              q.arguments(),
              order,
              reply.map(ToolOutcome.class::cast),
              error);
      case InspectWorkspace q ->
          new TranscriptEntry.WorkspaceListing(
              order,
              reply.map(InspectWorkspace.WorkspaceInfo.class::cast).map(s -> s.listing()),
              error);
      case ReadWorkspaceFile q ->
          new TranscriptEntry.FileRead(
              q.path(),
              q.bytesMax(),
              order,
              reply.map(ReadWorkspaceFile.Content.class::cast),
              error);
      case ListChanges q ->
          new TranscriptEntry.Diffs(
              q.subtaskId(), order, reply.map(ChangeList.class::cast).map(l -> l.changes()), error);
      case Record input ->
          new TranscriptEntry.ReceivedInput(order, pending.events(), userInput(input), error);
    };
  }

  private TranscriptEntry modelTurn(
      CompleteModel request,
      PendingRequest pending,
      ExchangeOrder order,
      Optional<ModelCompletion> reply,
      Optional<ServiceError> error) {
    var messages = request.request().messages();
    return new TranscriptEntry.ModelCall(
        request.operationId().value().substring(task.value().length() + 1),
        request.request().role(),
        request.subtaskId(),
        request.tier(),
        order,
        pending.same(),
        messages.subList(pending.same(), messages.size()),
        reply,
        error,
        trustedDeltas(pending.deltas(), reply.map(ModelCompletion::response)));
  }

  /// Returns the delta timings if they match the response; deltas of failed attempts make them
  /// useless.
  private static List<TranscriptEntry.DeltaTiming> trustedDeltas(
      List<TranscriptEntry.DeltaTiming> deltas, Optional<ModelResponse> reply) {
    int streamedChars = deltas.stream().mapToInt(TranscriptEntry.DeltaTiming::chars).sum();
    return reply.isPresent() && reply.get().text().length() == streamedChars ? deltas : List.of();
  }

  private static UserInput userInput(Record request) {
    return switch (request) {
      case ResolveApproval q -> new UserInput.Approval(q.subtaskId(), q.approved(), q.reason());
      case AnswerQuestion q -> new UserInput.Answer(q.questionId(), q.answer(), q.newLimit());
      case SteerTask q -> new UserInput.Steering(q.instruction());
      case PauseTask q -> new UserInput.Pause(q.reason());
      case ResumeTask q -> new UserInput.Resumption();
      case CancelTask q -> new UserInput.Cancellation(q.reason());
      default -> throw new IllegalArgumentException("not a recorded request: " + request);
    };
  }
}
