package dev.loom.engine.faults;

import dev.loom.contracts.task.SubtaskStatus;
import dev.loom.contracts.task.TaskSnapshot;
import dev.loom.contracts.task.TaskStatus;
import dev.loom.contracts.task.Verdict;
import dev.loom.contracts.text.TextTruncator;
import java.util.Optional;

/// Represents the outcome of one run.
///
/// @param task final state, empty if the task did not end in time
/// @param met result of the oracle
/// @param endings number of final events
record RunOutcome(
    FaultyModel model, long seed, Optional<TaskSnapshot> task, boolean met, int endings) {
  boolean is(TaskStatus status) {
    return task.filter(found -> found.status() == status).isPresent();
  }

  /// Returns whether the task reports an unverified subtask.
  boolean saysUnverified() {
    return task.stream()
        .flatMap(found -> found.subtasks().stream())
        .filter(subtask -> subtask.status() == SubtaskStatus.COMPLETED)
        .anyMatch(
            subtask ->
                subtask.verification().filter(v -> v == Verdict.Outcome.UNVERIFIED).isPresent());
  }

  /// Returns whether the task completed with wrong files, the worst outcome.
  boolean isWronglyCompleted() {
    return is(TaskStatus.COMPLETED) && !met;
  }

  boolean isUnrecovered() {
    return model.recovery() == FaultyModel.Recovery.RECOVERABLE
        && !(is(TaskStatus.COMPLETED) && met);
  }

  /// Returns the error of the engine, if any.
  Optional<String> problem() {
    if (task.isEmpty()) {
      return Optional.of("the task did not end");
    }
    var errors = String.join("\n", task.get().result().errors());
    if (isWronglyCompleted()) {
      return Optional.of("the task completed with wrong files");
    }
    if (isUnrecovered()) {
      return Optional.of(
          "the task could have recovered, but is " + task.get().status() + ": " + errors);
    }
    if (errors.contains("inside Loom")
        || errors.contains("nternal error")
        || errors.contains("provider has a fault")) {
      return Optional.of("an internal error: " + errors);
    }
    if (model.recovery() == FaultyModel.Recovery.UNRECOVERABLE && !is(TaskStatus.FAILED)) {
      return Optional.of("the task is " + task.get().status() + " instead of failed");
    }
    if (is(TaskStatus.FAILED) && !model.reason().matcher(errors).find()) {
      return Optional.of("its errors do not match '" + model.reason() + "': " + errors);
    }
    return endings == 1 ? Optional.empty() : Optional.of("the task ended " + endings + " times");
  }

  @Override
  public String toString() {
    var problem = problem().orElse("ok");
    return model.name() + " (seed " + seed + "): " + TextTruncator.withEllipsis(problem, 600);
  }
}
