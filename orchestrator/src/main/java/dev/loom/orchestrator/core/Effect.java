package dev.loom.orchestrator.core;

import dev.loom.api.JsonValues;
import dev.loom.contracts.id.StepId;
import dev.loom.contracts.id.SubtaskId;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/// Work that a state calls for. Two equal commands are the same piece of work.
public sealed interface Effect {
  /// Ask the planner.
  ///
  /// @param version of the plan that is asked for; from 2 on it is to replace one
  /// @param round 1, or 2 with what was wrong with the first answer
  /// @param answer the first answer, empty in round 1
  record CallPlanner(int version, int round, List<String> problems, String answer)
      implements Effect {
    public CallPlanner {
      problems = List.copyOf(problems);
    }
  }

  /// Ask a model to take a turn in a subtask.
  record CallModel(SubtaskId subtaskId, StepId step, int modelTier) implements Effect {}

  /// Run a tool call whose start is recorded.
  ///
  /// @param repeated whether it may already have run, before a crash
  record RunTool(
      SubtaskId subtaskId, StepId step, String tool, Map<String, Object> args, boolean repeated)
      implements Effect {
    public RunTool {
      args = JsonValues.copyOf(args);
    }
  }

  /// Have a subtask's answer judged.
  record Verify(SubtaskId subtaskId, StepId step) implements Effect {}

  /// Wake the task at a time.
  ///
  /// @param what waits: a call's step, a turn's step, or the id of a question
  record StartTimer(String subject, Kind kind, Instant dueAt) implements Effect {
    /// What the time means.
    public enum Kind {
      /// An approval that nobody gave becomes a no.
      APPROVAL_EXPIRY,
      /// A question of a model's that nobody answered is no longer waited for.
      QUESTION_EXPIRY,
      /// A question about the budget that nobody answered is decided.
      BUDGET_EXPIRY,
      /// An attempt has taken as long as it may.
      ATTEMPT_LIMIT,
      /// The task has worked as long as its budget allows.
      BUDGET_TIME
    }
  }
}
