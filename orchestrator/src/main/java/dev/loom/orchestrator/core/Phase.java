package dev.loom.orchestrator.core;

import dev.loom.contracts.task.Verdict;
import java.time.Instant;
import java.util.List;

/// What a subtask is waiting for.
public sealed interface Phase {
  /// Nothing: it has not begun, or it is finished.
  record Idle() implements Phase {}

  /// A model's turn.
  record AwaitingModel(int turn) implements Phase {}

  /// A model's turn that is not asked for before the question about the budget is answered.
  record AwaitingBudget(int turn) implements Phase {}

  /// The tool calls of a turn; at least one is not done.
  record RunningTools(int turn, List<ToolCallState> calls) implements Phase {
    public RunningTools {
      calls = List.copyOf(calls);
    }
  }

  /// A verdict on the answer that a turn gave.
  record Verifying(int turn) implements Phase {}

  /// Nothing more: the verdict is here.
  ///
  /// @param approved whether a person said yes to the result
  record Verified(int turn, Verdict verdict, boolean approved) implements Phase {}

  /// A person's word on the result.
  record AwaitingApproval(int turn, Verdict verdict, Instant expiresAt) implements Phase {}
}
