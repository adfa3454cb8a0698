package dev.loom.engine.transcript;

import dev.loom.api.model.Message;
import dev.loom.api.model.ModelResponse;
import dev.loom.api.model.ModelRole;
import dev.loom.contracts.bus.ServiceError;
import dev.loom.contracts.change.ChangeList;
import dev.loom.contracts.change.ListChanges;
import dev.loom.contracts.id.SubtaskId;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.model.CompleteModel;
import dev.loom.contracts.model.ModelCompletion;
import dev.loom.contracts.task.ResolveApproval;
import dev.loom.contracts.task.AnswerQuestion;
import dev.loom.contracts.task.CancelTask;
import dev.loom.contracts.task.PauseTask;
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

/// One task's transcript while it grows: puts questions and answers together. Belongs to its
/// recorder's lock.
final class TaskRecording {
  /// More pieces of one answer are told of together.
  private static final int PIECES_MAX = 2_000;

  private final TaskId task;
  private final String workspace;
  private final TranscriptFile file;
  private final Pen pen;
  private final Map<Long, Asked> open = new LinkedHashMap<>();
  private final Map<Speaker, List<Message>> conversations = new HashMap<>();
  private long place;
  private long events;
  private boolean broken;

  TaskRecording(TaskId task, String workspace, TranscriptFile file, Pen pen) {
    this.task = task;
    this.workspace = workspace;
    this.file = file;
    this.pen = pen;
  }

  /// Whose conversation goes on from question to question.
  private record Speaker(ModelRole role, Optional<SubtaskId> subtask) {}

  /// A question that waits for its answer.
  ///
  /// @param same of a model's: how many of its messages were said before
  /// @param pace of a model's: the pieces so far
  private record Asked(
      Record question, long place, long events, long nanos, int same, List<TranscriptEntry.DeltaTiming> pace) {}

  String workspace() {
    return workspace;
  }

  void write(TranscriptEntry entry) {
    // After a hole nothing that follows could be trusted.
    if (!broken) {
      broken = !pen.write(file, entry);
    }
  }

  void recorded(long lastSeq) {
    events = lastSeq;
  }

  void asked(long exchange, Record question) {
    int same = question instanceof CompleteModel model ? same(model) : 0;
    open.put(
        exchange, new Asked(question, ++place, events, System.nanoTime(), same, new ArrayList<>()));
  }

  private int same(CompleteModel question) {
    var messages = question.request().messages();
    var speaker = new Speaker(question.request().role(), question.subtaskId());
    var before = conversations.put(speaker, messages);
    int same = 0;
    while (before != null
        && same < Math.min(before.size(), messages.size())
        && before.get(same).equals(messages.get(same))) {
      same++;
    }
    return same;
  }

  /// A piece of the answer that a subtask waits for.
  void heard(SubtaskId subtask, String text) {
    open.values().stream()
        .filter(
            asked ->
                asked.question() instanceof CompleteModel model
                    && model.subtaskId().equals(Optional.of(subtask)))
        .findFirst()
        .ifPresent(asked -> add(asked, text.length()));
  }

  private static void add(Asked asked, int chars) {
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - asked.nanos());
    var pace = asked.pace();
    if (!pace.isEmpty() && (pace.getLast().millis() == millis || pace.size() == PIECES_MAX)) {
      var last = pace.removeLast();
      pace.add(new TranscriptEntry.DeltaTiming(last.millis(), last.chars() + chars));
    } else {
      pace.add(new TranscriptEntry.DeltaTiming(millis, chars));
    }
  }

  void answered(long exchange, Optional<Record> answer, Optional<ServiceError> refusal) {
    var asked = open.remove(exchange);
    if (asked != null) {
      write(entry(asked, new ExchangeOrder(asked.place(), ++place), answer, refusal));
    }
  }

  /// Nobody answered in time. A replay does not wait as long: there somebody says what silence
  /// meant.
  ///
  /// @param before how many events there were before that one
  void unanswered(UserInput meaning, long before) {
    write(new TranscriptEntry.ReceivedInput(new ExchangeOrder(++place, 0), before, meaning, Optional.empty()));
  }

  /// The task has ended: what was asked and not answered is told of, and nothing more comes.
  void end(TranscriptEntry.TaskEnd ended) {
    open.values()
        .forEach(
            asked ->
                write(
                    entry(asked, new ExchangeOrder(asked.place(), 0), Optional.empty(), Optional.empty())));
    open.clear();
    write(ended);
    pen.end(file);
  }

  /// The engine ends before the task.
  void leave() {
    pen.end(file);
  }

  private TranscriptEntry entry(
      Asked asked, ExchangeOrder order, Optional<Record> answer, Optional<ServiceError> refusal) {
    return switch (asked.question()) {
      case CompleteModel q -> turn(q, asked, order, answer.map(ModelCompletion.class::cast), refusal);
      case RunTool q ->
          new TranscriptEntry.ToolExecution(
              q.stepId().value(),
              q.subtaskId(),
              q.tool(),
              q.arguments(),
              order,
              answer.map(ToolOutcome.class::cast),
              refusal);
      case InspectWorkspace q ->
          new TranscriptEntry.WorkspaceListing(
              order, answer.map(InspectWorkspace.WorkspaceInfo.class::cast).map(s -> s.listing()), refusal);
      case ReadWorkspaceFile q ->
          new TranscriptEntry.FileRead(
              q.path(),
              q.bytesMax(),
              order,
              answer.map(ReadWorkspaceFile.Content.class::cast),
              refusal);
      case ListChanges q ->
          new TranscriptEntry.Diffs(
              q.subtaskId(),
              order,
              answer.map(ChangeList.class::cast).map(l -> l.changes()),
              refusal);
      case Record word -> new TranscriptEntry.ReceivedInput(order, asked.events(), word(word), refusal);
    };
  }

  private TranscriptEntry turn(
      CompleteModel question,
      Asked asked,
      ExchangeOrder order,
      Optional<ModelCompletion> answer,
      Optional<ServiceError> refusal) {
    var messages = question.request().messages();
    return new TranscriptEntry.ModelCall(
        question.work().value().substring(task.value().length() + 1),
        question.request().role(),
        question.subtaskId(),
        question.tier(),
        order,
        asked.same(),
        messages.subList(asked.same(), messages.size()),
        answer,
        refusal,
        pace(asked.pace(), answer.map(ModelCompletion::response)));
  }

  /// What was told may have come from several tries; then it says nothing about this answer.
  private static List<TranscriptEntry.DeltaTiming> pace(List<TranscriptEntry.DeltaTiming> pace, Optional<ModelResponse> answer) {
    int told = pace.stream().mapToInt(TranscriptEntry.DeltaTiming::chars).sum();
    return answer.isPresent() && answer.get().text().length() == told ? pace : List.of();
  }

  private static UserInput word(Record question) {
    return switch (question) {
      case ResolveApproval q -> new UserInput.Approval(q.subtaskId(), q.approved(), q.reason());
      case AnswerQuestion q -> new UserInput.Answer(q.questionId(), q.answer(), q.newLimit());
      case SteerTask q -> new UserInput.Steering(q.instruction());
      case PauseTask q -> new UserInput.Pause(q.reason());
      case ResumeTask q -> new UserInput.Resumption();
      case CancelTask q -> new UserInput.Cancellation(q.reason());
      default -> throw new IllegalArgumentException("nobody asks this of a task: " + question);
    };
  }
}
