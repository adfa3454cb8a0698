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
    return new BudgetState(
        usage.plus(more), turns, toolCalls, workedTime, workingSince, budget, question, finishing);
  }

  BudgetState plusTurn(ModelUsage more) {
    return new BudgetState(
        usage.plus(more),
        turns + 1,
        toolCalls,
        workedTime,
        workingSince,
        budget,
        question,
        finishing);
  }

  BudgetState plusToolCall() {
    return new BudgetState(
        usage, turns, toolCalls + 1, workedTime, workingSince, budget, question, finishing);
  }

  /// Starts or ends a working period.
  BudgetState withWorking(boolean isWorking, Instant at) {
    if (isWorking == workingSince.isPresent()) {
      return this;
    }
    var worked =
        workingSince.map(since -> workedTime.plus(Duration.between(since, at))).orElse(workedTime);
    var since = isWorking ? Optional.of(at) : Optional.<Instant>empty();
    return new BudgetState(usage, turns, toolCalls, worked, since, budget, question, finishing);
  }

  BudgetState withQuestion(BudgetExhausted question) {
    return new BudgetState(
        usage,
        turns,
        toolCalls,
        workedTime,
        workingSince,
        budget,
        Optional.of(question),
        finishing);
  }

  BudgetState withRaisedBudget(Budget higher) {
    return new BudgetState(
        usage, turns, toolCalls, workedTime, workingSince, higher, Optional.empty(), finishing);
  }

  BudgetState withFinishing() {
    return new BudgetState(
        usage, turns, toolCalls, workedTime, workingSince, budget, Optional.empty(), true);
  }
}
