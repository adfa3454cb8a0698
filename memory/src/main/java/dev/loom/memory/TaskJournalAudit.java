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
  private static final Map<String, TaskStatus> ENDS =
      Map.of(
          EventType.TASK_COMPLETED.wireName(), TaskStatus.COMPLETED,
          EventType.TASK_FAILED.wireName(), TaskStatus.FAILED,
          EventType.TASK_CANCELLED.wireName(), TaskStatus.CANCELLED);
  private static final Set<String> AFTER_THE_END =
      Set.of(EventType.TASK_FEEDBACK.wireName(), EventType.CHANGES_UNDONE.wireName());

  private final String id;
  private final Checks checks;
  private final Set<String> done = new HashSet<>();
  private long lastSeq;
  private Optional<TaskStatus> end = Optional.empty();
  private int otherVersion;
  private long otherVersionEvents;

  /// Checks that need only the events of a task.
  static final class Checks {
    private final AuditCheckBuilder numbers =
        new AuditCheckBuilder("every journal is numbered from 1 without gaps");
    private final AuditCheckBuilder first =
        new AuditCheckBuilder("every journal begins with task_submitted");
    private final AuditCheckBuilder after =
        new AuditCheckBuilder("only feedback and undo events follow the end of a task");
    private final AuditCheckBuilder once =
        new AuditCheckBuilder("every step and every model turn completes at most once");

    Stream<AuditCheckBuilder> all() {
      return Stream.of(numbers, first, after, once);
    }
  }

  /// Starts the audit of a task.
  ///
  /// @param firstType type of the task's first event
  TaskJournalAudit(String id, String firstType, Checks checks) {
    this.id = id;
    this.checks = checks;
    checks.first.addExamined();
    if (!firstType.equals(EventType.TASK_SUBMITTED.wireName())) {
      checks.first.addFinding(
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
  String at(long seq) {
    return "Task " + id + ", event " + seq;
  }

  /// Checks the sequence number and type of the next event.
  void next(long seq, String type) {
    checks.numbers.addExamined();
    if (seq != lastSeq + 1) {
      checks.numbers.addFinding(
          at(seq)
              + " follows event "
              + lastSeq
              + ": events are missing; "
              + StorageAudit.RESTORE
              + ".");
    }
    lastSeq = seq;
    if (end.isPresent()) {
      checks.after.addExamined();
      if (!AFTER_THE_END.contains(type)) {
        checks.after.addFinding(
            at(seq) + " is " + type + " after the end of the task; report this as a bug of Loom.");
      }
    } else {
      end = Optional.ofNullable(ENDS.get(type));
    }
  }

  /// Counts an event of another format version.
  void addOtherVersion(int version) {
    otherVersion = version;
    otherVersionEvents++;
  }

  /// Describes the events that cannot be read because of their version.
  Optional<String> describeOtherVersions() {
    return otherVersionEvents == 0
        ? Optional.empty()
        : Optional.of(
            "has "
                + otherVersionEvents
                + " events of format version "
                + otherVersion
                + "; this Loom supports version "
                + TaskEvent.VERSION);
  }

  /// Checks a decoded event.
  void inspect(long seq, TaskEvent.Recorded event) {
    if (event instanceof TaskEvent.ToolCallCompleted call) {
      completed(seq, "step " + call.stepId());
    }
    if (event instanceof TaskEvent.ModelTurnCompleted turn) {
      completed(
          seq,
          "turn "
              + turn.turn()
              + " of attempt "
              + turn.attempt()
              + " of subtask "
              + turn.subtaskId());
    }
  }

  private void completed(long seq, String what) {
    checks.once.addExamined();
    if (!done.add(what)) {
      checks.once.addFinding(
          at(seq)
              + " completes "
              + what
              + " a second time; check the effects and report this as a bug of Loom.");
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
