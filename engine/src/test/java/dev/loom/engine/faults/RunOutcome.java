package dev.loom.engine.faults;

import dev.loom.contracts.task.SubtaskStatus;
import dev.loom.contracts.task.TaskSnapshot;
import dev.loom.contracts.task.TaskStatus;
import dev.loom.contracts.task.Verdict;
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
      return Optional.of("it did not end");
    }
    var errors = String.join("\n", task.get().errors());
    if (isWronglyCompleted()) {
      return Optional.of("it is completed, and the files are not what they should be");
    }
    if (isUnrecovered()) {
      return Optional.of("it could have recovered, and is " + task.get().status() + ": " + errors);
    }
    if (errors.contains("inside Loom") || errors.contains("provider has a fault")) {
      return Optional.of("a fault of ours: " + errors);
    }
    if (model.recovery() == FaultyModel.Recovery.UNRECOVERABLE && !is(TaskStatus.FAILED)) {
      return Optional.of("it is " + task.get().status() + " instead of failed");
    }
    if (is(TaskStatus.FAILED) && !model.reason().matcher(errors).find()) {
      return Optional.of("its errors do not tell of '" + model.reason() + "': " + errors);
    }
    return endings == 1 ? Optional.empty() : Optional.of("it ended " + endings + " times");
  }

  @Override
  public String toString() {
    var problem = problem().orElse("fine");
    return model.name()
        + " (seed "
        + seed
        + "): "
        + (problem.length() > 600 ? problem.substring(0, 600) + "…" : problem);
  }
}
