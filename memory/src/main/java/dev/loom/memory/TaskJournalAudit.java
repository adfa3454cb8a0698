package dev.loom.memory;

import dev.loom.contracts.event.EventType;
import dev.loom.contracts.event.TaskEvent;
import dev.loom.contracts.task.TaskStatus;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Checks the journal of one task.
final class TaskJournalAudit {
  private static final Map<String, TaskStatus> FINAL_STATUSES =
      Map.of(
          EventType.TASK_COMPLETED.wireName(), TaskStatus.COMPLETED,
          EventType.TASK_FAILED.wireName(), TaskStatus.FAILED,
          EventType.TASK_CANCELLED.wireName(), TaskStatus.CANCELLED);
  private static final Set<String> ALLOWED_AFTER_END =
      Set.of(EventType.TASK_FEEDBACK.wireName(), EventType.CHANGES_UNDONE.wireName());

  private final String id;
  private final Checks checks;
  private final Set<String> completedSteps = new HashSet<>();
  private long lastSeq;
  private Optional<TaskStatus> end = Optional.empty();
  private String unreadableFormat = "";
  private long unreadableEvents;

  /// Checks shared by the audits of all journals.
  static final class Checks {
    private final AuditCheckBuilder sequence =
        new AuditCheckBuilder("every journal is numbered from 1 without gaps");
    private final AuditCheckBuilder firstEvent =
        new AuditCheckBuilder("every journal begins with task_submitted");
    private final AuditCheckBuilder afterEnd =
        new AuditCheckBuilder("only feedback and undo events follow the end of a task");
    private final AuditCheckBuilder singleCompletion =
        new AuditCheckBuilder("every step and every model turn completes at most once");

    Stream<AuditCheckBuilder> stream() {
      return Stream.of(sequence, firstEvent, afterEnd, singleCompletion);
    }
  }

  /// Starts the audit of a journal.
  ///
  /// @param firstType type of the task's first event
  TaskJournalAudit(String id, String firstType, Checks checks) {
    this.id = id;
    this.checks = checks;
    checks.firstEvent.addExamined();
    if (!firstType.equals(EventType.TASK_SUBMITTED.wireName())) {
      checks.firstEvent.addFinding(
          "Task " + id + " begins with " + firstType + "; " + StorageAudit.RESTORE + ".");
    }
  }

  String id() {
    return id;
  }

  long lastSeq() {
    return lastSeq;
  }

  /// Describes the position of an event.
  String position(long seq) {
    return "Task " + id + ", event " + seq;
  }

  /// Checks the sequence number and type of the next event.
  void checkNext(long seq, String type) {
    checks.sequence.addExamined();
    if (seq != lastSeq + 1) {
      checks.sequence.addFinding(
          "%s follows event %s: events are missing; %s."
              .formatted(position(seq), lastSeq, StorageAudit.RESTORE));
    }
    lastSeq = seq;
    if (end.isPresent()) {
      checks.afterEnd.addExamined();
      if (!ALLOWED_AFTER_END.contains(type)) {
        checks.afterEnd.addFinding(
            "%s is %s after the end of the task; report this as a bug of Loom."
                .formatted(position(seq), type));
      }
    } else {
      end = Optional.ofNullable(FINAL_STATUSES.get(type));
    }
  }

  /// Counts an event whose format this version of Loom cannot read.
  ///
  /// @param format from [dev.loom.bus.json.EventFormat#describeUnreadable]
  void addUnreadable(String format) {
    unreadableFormat = format;
    unreadableEvents++;
  }

  /// Describes the events that cannot be read because of their format.
  Optional<String> describeUnreadable() {
    return unreadableEvents == 0
        ? Optional.empty()
        : Optional.of("has " + unreadableEvents + " events of " + unreadableFormat);
  }

  /// Checks a decoded event.
  void inspect(long seq, TaskEvent.Recorded event) {
    if (event instanceof TaskEvent.ToolCallCompleted call) {
      checkFirstCompletion(seq, "step " + call.stepId());
    }
    if (event instanceof TaskEvent.ModelTurnCompleted turn) {
      checkFirstCompletion(
          seq,
          "turn %s of attempt %s of subtask %s"
              .formatted(turn.turn(), turn.attempt(), turn.subtaskId()));
    }
  }

  private void checkFirstCompletion(long seq, String step) {
    checks.singleCompletion.addExamined();
    if (!completedSteps.add(step)) {
      checks.singleCompletion.addFinding(
          "%s completes %s a second time; check the effects and report this as a bug of Loom."
              .formatted(position(seq), step));
    }
  }

  /// Reports whether a task with this journal may have a status.
  boolean allowsStatus(TaskStatus status) {
    return end.map(ended -> ended == status).orElse(!status.isFinished());
  }

  /// Describes the end of the journal.
  String describeEnd() {
    return end.map(status -> "ends with status " + status.name().toLowerCase(Locale.ROOT))
        .orElse("has no end");
  }
}
