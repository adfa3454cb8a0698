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
public record Spending(
    Usage usage,
    long turns,
    long toolCalls,
    Duration worked,
    Optional<Instant> workingSince,
    Budget budget,
    Optional<BudgetExhausted> exhausted,
    boolean finishing) {
  static Spending opened(Budget budget) {
    return new Spending(
        Usage.NONE, 0, 0, Duration.ZERO, Optional.empty(), budget, Optional.empty(), false);
  }

  Spending used(Usage more) {
    return new Spending(
        usage.plus(more), turns, toolCalls, worked, workingSince, budget, exhausted, finishing);
  }

  Spending turned(Usage more) {
    return new Spending(
        usage.plus(more), turns + 1, toolCalls, worked, workingSince, budget, exhausted, finishing);
  }

  Spending called() {
    return new Spending(
        usage, turns, toolCalls + 1, worked, workingSince, budget, exhausted, finishing);
  }

  /// It is being worked on, or not, from a time on.
  Spending working(boolean works, Instant at) {
    if (works == workingSince.isPresent()) {
      return this;
    }
    var sum = workingSince.map(since -> worked.plus(Duration.between(since, at))).orElse(worked);
    var since = works ? Optional.of(at) : Optional.<Instant>empty();
    return new Spending(usage, turns, toolCalls, sum, since, budget, exhausted, finishing);
  }

  Spending asks(BudgetExhausted question) {
    return new Spending(
        usage, turns, toolCalls, worked, workingSince, budget, Optional.of(question), finishing);
  }

  Spending raised(Budget higher) {
    return new Spending(
        usage, turns, toolCalls, worked, workingSince, higher, Optional.empty(), finishing);
  }

  Spending finish() {
    return new Spending(
        usage, turns, toolCalls, worked, workingSince, budget, Optional.empty(), true);
  }
}
