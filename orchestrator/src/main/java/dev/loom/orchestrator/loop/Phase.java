package dev.loom.orchestrator.loop;

import java.util.List;
import java.util.function.UnaryOperator;

/// Represents what an attempt waits for.
public sealed interface Phase {
  /// Returns the current model turn, counted from 1; 0 if there is none.
  int turn();

  /// Not started, or ended.
  record Idle() implements Phase {
    @Override
    public int turn() {
      return 0;
    }
  }

  /// Waits for a model turn.
  record AwaitingModel(int turn) implements Phase {}

  /// Holds a model turn until the budget question is answered.
  record AwaitingBudget(int turn) implements Phase {}

  /// Runs the tool calls of a turn; at least one is not done.
  record RunningTools(int turn, List<ToolCallState> calls) implements Phase {
    public RunningTools {
      calls = List.copyOf(calls);
    }

    RunningTools change(UnaryOperator<ToolCallState> change) {
      return new RunningTools(turn, calls.stream().map(change).toList());
    }
  }

  /// Has the model's answer. What follows is up to the owner.
  record Answered(int turn) implements Phase {}
}
