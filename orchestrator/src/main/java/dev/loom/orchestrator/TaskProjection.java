package dev.loom.orchestrator;

import dev.loom.contracts.event.RetriedTask;
import dev.loom.contracts.event.TaskEvent.BudgetExhausted;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.task.PendingDecision;
import dev.loom.contracts.task.SubtaskSnapshot;
import dev.loom.contracts.task.SubtaskStatus;
import dev.loom.contracts.task.TaskSnapshot;
import dev.loom.contracts.task.TaskStatus;
import dev.loom.orchestrator.core.TaskState;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Converts a task's state into the snapshot that is stored and shown to clients.
final class TaskProjection {
  private TaskProjection() {}

  /// @param now the time of the last event
  static TaskSnapshot project(TaskId id, TaskState state, Instant now) {
    return new TaskSnapshot(
        id,
        state.status(),
        state.spec().orElseThrow(),
        new TaskSnapshot.Times(state.createdAt(), now, state.outcome().map(TaskState.Outcome::at)),
        state.lastSeq(),
        state.plan().map(plan -> plan.version()).orElse(0),
        subtasks(state),
        new TaskSnapshot.Result(
            errors(state),
            state.outcome().map(TaskState.Outcome::summary).orElse(""),
            state.changes(),
            state.usage()),
        state.budgetState().budget(),
        new TaskSnapshot.Interaction(
            pendingDecisions(state),
            state.modelOutage().snapshot(),
            state.planState().retry().map(RetriedTask::retryOf),
            state.instructions(),
            state.userInput().feedback()));
  }

  /// Returns what the task waits for.
  static List<PendingDecision> pendingDecisions(TaskState state) {
    var pending = new ArrayList<PendingDecision>();
    if (state.status().isFinished()) {
      return pending;
    }
    state.subtasks().values().forEach(each -> each.pendingDecision().ifPresent(pending::add));
    state.budgetState().question().map(TaskProjection::budgetDecision).ifPresent(pending::add);
    return pending;
  }

  private static PendingDecision budgetDecision(BudgetExhausted question) {
    var limit = question.limit().name().toLowerCase(Locale.ROOT);
    return new PendingDecision.Budget(
        question.questionId(),
        "The budget is exhausted: %s is %s, and %s would be needed to finish the running work."
            .formatted(limit, formatNumber(question.allowed()), formatNumber(question.used())),
        question.options().stream().map(each -> each.name().toLowerCase(Locale.ROOT)).toList(),
        question.expiresAt());
  }

  private static String formatNumber(double value) {
    return BigDecimal.valueOf(value)
        .setScale(6, RoundingMode.HALF_UP)
        .stripTrailingZeros()
        .toPlainString();
  }

  private static List<SubtaskSnapshot> subtasks(TaskState state) {
    return state.subtasks().values().stream()
        .map(
            subtask ->
                new SubtaskSnapshot(
                    subtask.id(),
                    subtask.definition().description(),
                    subtask.status(),
                    subtask.definition().dependsOn(),
                    subtask.retries(),
                    subtask.summary(),
                    subtask.result().confidence(),
                    subtask.result().verification()))
        .toList();
  }

  private static List<String> errors(TaskState state) {
    var errors = new ArrayList<String>();
    state
        .allSubtasks()
        .forEach(
            subtask ->
                subtask.failures().forEach(failure -> errors.add(subtask.id() + ": " + failure)));
    var isErrorListed =
        state.subtasks().values().stream().anyMatch(s -> s.status() == SubtaskStatus.FAILED)
            && state
                .error()
                .lines()
                .allMatch(line -> errors.stream().anyMatch(error -> error.contains(line)));
    if (state.status() == TaskStatus.FAILED && !isErrorListed) {
      errors.add(state.error());
    }
    return errors;
  }

  /// Returns whether the snapshots differ in more than times, usage and changed files.
  static boolean differs(TaskSnapshot before, TaskSnapshot after) {
    return before.status() != after.status()
        || before.planVersion() != after.planVersion()
        || !before.subtasks().equals(after.subtasks())
        || !before.budget().equals(after.budget())
        || !before.interaction().equals(after.interaction());
  }
}
