package dev.loom.orchestrator.loop;

import dev.loom.contracts.task.Verdict;
import java.time.Instant;
import java.util.List;

/// Represents what a subtask waits for.
public sealed interface Phase {
  /// Not started, or finished.
  record Idle() implements Phase {}

  /// Waits for a model turn.
  record AwaitingModel(int turn) implements Phase {}

  /// Holds a model turn until the budget question is answered.
  record AwaitingBudget(int turn) implements Phase {}

  /// Runs the tool calls of a turn; at least one is not done.
  record RunningTools(int turn, List<ToolCallState> calls) implements Phase {
    public RunningTools {
      calls = List.copyOf(calls);
    }
  }

  /// Waits for the verdict on a turn's answer.
  record Verifying(int turn) implements Phase {}

  /// Has a verdict, which is applied at once, or when the task is resumed.
  ///
  /// @param approved whether the user approved the result
  record Verified(int turn, Verdict verdict, boolean approved) implements Phase {}

  /// Waits for the user's approval of the result.
  record AwaitingApproval(int turn, Verdict verdict, Instant expiresAt) implements Phase {}
}
