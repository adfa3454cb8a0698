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

/// Holds one task's journal to the rules of all journals.
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

  /// The checks that a task's events decide among themselves.
  static final class Checks {
    private final CheckBuilder numbers =
        new CheckBuilder("every journal is numbered from 1 without a gap");
    private final CheckBuilder first = new CheckBuilder("every journal begins with task_submitted");
    private final CheckBuilder after =
        new CheckBuilder("only feedback and undoing follow a task's end");
    private final CheckBuilder once =
        new CheckBuilder("every step and every turn is completed at most once");

    Stream<CheckBuilder> all() {
      return Stream.of(numbers, first, after, once);
    }
  }

  /// @param firstType the type of the task's first event
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

  /// Where an event is, in words.
  String at(long seq) {
    return "Task " + id + ", event " + seq;
  }

  /// The next event, whether or not it can be read.
  void next(long seq, String type) {
    checks.numbers.addExamined();
    if (seq != lastSeq + 1) {
      checks.numbers.addFinding(
          at(seq)
              + " follows on "
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
            at(seq)
                + " is "
                + type
                + " although the task had ended; leave the task as it is and report a fault of"
                + " Loom.");
      }
    } else {
      end = Optional.ofNullable(ENDS.get(type));
    }
  }

  /// An event that was written in another version.
  void addOtherVersion(int version) {
    otherVersion = version;
    otherVersionEvents++;
  }

  /// What cannot be read because of its version, in words.
  Optional<String> describeOtherVersions() {
    return otherVersionEvents == 0
        ? Optional.empty()
        : Optional.of(
            "has "
                + otherVersionEvents
                + " events of version "
                + otherVersion
                + ", and this Loom reads version "
                + TaskEvent.VERSION);
  }

  /// An event that can be read.
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
              + " once more; look at what was done twice, and report a fault of Loom.");
    }
  }

  /// Whether a task whose journal ends like this one is rightly in a status.
  boolean allowsStatus(TaskStatus status) {
    return end.map(ended -> ended == status).orElse(!status.isFinished());
  }

  /// How the journal ends, in words.
  String describeEnd() {
    return end.map(status -> "says it is " + status.name().toLowerCase(Locale.ROOT))
        .orElse("has no end");
  }
}
