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
public record Account(
    Usage usage,
    long turns,
    long toolCalls,
    Duration worked,
    Optional<Instant> workingSince,
    Budget budget,
    Optional<BudgetExhausted> exhausted,
    boolean finishing) {
  static Account opened(Budget budget) {
    return new Account(
        Usage.NONE, 0, 0, Duration.ZERO, Optional.empty(), budget, Optional.empty(), false);
  }

  Account used(Usage more) {
    return new Account(
        usage.plus(more), turns, toolCalls, worked, workingSince, budget, exhausted, finishing);
  }

  Account turned(Usage more) {
    return new Account(
        usage.plus(more), turns + 1, toolCalls, worked, workingSince, budget, exhausted, finishing);
  }

  Account called() {
    return new Account(
        usage, turns, toolCalls + 1, worked, workingSince, budget, exhausted, finishing);
  }

  /// It is being worked on, or not, from a time on.
  Account working(boolean works, Instant at) {
    if (works == workingSince.isPresent()) {
      return this;
    }
    var sum = workingSince.map(since -> worked.plus(Duration.between(since, at))).orElse(worked);
    var since = works ? Optional.of(at) : Optional.<Instant>empty();
    return new Account(usage, turns, toolCalls, sum, since, budget, exhausted, finishing);
  }

  Account asks(BudgetExhausted question) {
    return new Account(
        usage, turns, toolCalls, worked, workingSince, budget, Optional.of(question), finishing);
  }

  Account raised(Budget higher) {
    return new Account(
        usage, turns, toolCalls, worked, workingSince, higher, Optional.empty(), finishing);
  }

  Account finish() {
    return new Account(
        usage, turns, toolCalls, worked, workingSince, budget, Optional.empty(), true);
  }
}
