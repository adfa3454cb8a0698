package dev.loom.orchestrator.core;

import dev.loom.contracts.event.TaskEvent.BudgetExhausted;
import dev.loom.contracts.task.Budget;
import dev.loom.contracts.task.Usage;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// What a task took so far, and what it may take.
///
/// @param usage of the planner, of all turns and of the verifiers
/// @param turns model turns of subtasks, to tell what one usually takes
/// @param toolCalls tool calls that were started
/// @param worked the time it was being worked on, up to `workingSince`
/// @param workingSince since when it is being worked on; empty while it waits or stands still
/// @param budget the limits, as raised since
/// @param exhausted the question at the end of the budget; nothing new begins while it is open
/// @param finishing whether only what is under way is still brought to an end
public record BudgetState(
    Usage usage,
    long turns,
    long toolCalls,
    Duration workedTime,
    Optional<Instant> workingSince,
    Budget budget,
    Optional<BudgetExhausted> question,
    boolean finishing) {
  static BudgetState initial(Budget budget) {
    return new BudgetState(
        Usage.NONE, 0, 0, Duration.ZERO, Optional.empty(), budget, Optional.empty(), false);
  }

  BudgetState plusUsage(Usage more) {
    return new BudgetState(
        usage.plus(more), turns, toolCalls, workedTime, workingSince, budget, question, finishing);
  }

  BudgetState plusTurn(Usage more) {
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

  /// It is being worked on, or not, from a time on.
  BudgetState withWorking(boolean works, Instant at) {
    if (works == workingSince.isPresent()) {
      return this;
    }
    var sum =
        workingSince.map(since -> workedTime.plus(Duration.between(since, at))).orElse(workedTime);
    var since = works ? Optional.of(at) : Optional.<Instant>empty();
    return new BudgetState(usage, turns, toolCalls, sum, since, budget, question, finishing);
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
