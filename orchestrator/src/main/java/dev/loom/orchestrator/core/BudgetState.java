package dev.loom.orchestrator.core;

import dev.loom.contracts.event.TaskEvent.BudgetExhausted;
import dev.loom.contracts.task.Budget;
import dev.loom.contracts.task.ModelUsage;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// Represents what a task has used of its budget, and its limits.
///
/// @param usage tokens and cost of planner, executor and verifier calls
/// @param turns model turns of subtasks, to estimate the average cost of one
/// @param toolCalls started tool calls
/// @param workedTime working time up to `workingSince`
/// @param workingSince start of the current working period; empty while the task waits or is paused
/// @param budget the limits, including raises
/// @param question the open question about an exhausted budget; nothing new starts while it is open
/// @param finishing whether the user chose to finish: running work ends, nothing new starts
public record BudgetState(
    ModelUsage usage,
    long turns,
    long toolCalls,
    Duration workedTime,
    Optional<Instant> workingSince,
    Budget budget,
    Optional<BudgetExhausted> question,
    boolean finishing) {
  static BudgetState initial(Budget budget) {
    return new BudgetState(
        ModelUsage.NONE, 0, 0, Duration.ZERO, Optional.empty(), budget, Optional.empty(), false);
  }

  BudgetState plusUsage(ModelUsage more) {
    return used(usage.plus(more), turns, toolCalls);
  }

  BudgetState plusTurn(ModelUsage more) {
    return used(usage.plus(more), turns + 1, toolCalls);
  }

  BudgetState plusToolCall() {
    return used(usage, turns, toolCalls + 1);
  }

  private BudgetState used(ModelUsage newUsage, long newTurns, long newToolCalls) {
    return new BudgetState(
        newUsage, newTurns, newToolCalls, workedTime, workingSince, budget, question, finishing);
  }

  /// Returns the working time up to a point in time.
  Duration workedUntil(Instant at) {
    return workingSince
        .map(since -> workedTime.plus(Duration.between(since, at)))
        .orElse(workedTime);
  }

  /// Starts or ends a working period.
  BudgetState withWorking(boolean isWorking, Instant at) {
    if (isWorking == workingSince.isPresent()) {
      return this;
    }
    var since = isWorking ? Optional.of(at) : Optional.<Instant>empty();
    return new BudgetState(
        usage, turns, toolCalls, workedUntil(at), since, budget, question, finishing);
  }

  BudgetState withQuestion(BudgetExhausted open) {
    return decided(budget, Optional.of(open), finishing);
  }

  BudgetState withRaisedBudget(Budget higher) {
    return decided(higher, Optional.empty(), finishing);
  }

  BudgetState withFinishing() {
    return decided(budget, Optional.empty(), true);
  }

  private BudgetState decided(
      Budget newBudget, Optional<BudgetExhausted> open, boolean isFinishing) {
    return new BudgetState(
        usage, turns, toolCalls, workedTime, workingSince, newBudget, open, isFinishing);
  }
}
