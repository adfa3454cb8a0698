package dev.loom.orchestrator.core;

import dev.loom.api.model.ModelResponse;
import dev.loom.api.model.ProviderState;
import dev.loom.api.model.ToolCall;
import dev.loom.api.tool.FileChange;
import dev.loom.contracts.id.StepId;
import dev.loom.contracts.id.SubtaskId;
import dev.loom.contracts.task.Feedback;
import dev.loom.contracts.task.TaskSpec;
import dev.loom.contracts.task.Usage;
import dev.loom.contracts.task.Verdict;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/// Something the core must decide about. Results that come too late are inputs like any other; the
/// core passes over them.
public sealed interface Input {
  /// Somebody wants a task done.
  record Submitted(TaskSpec spec) implements Input {}

  /// There is room to work on it.
  record Admitted() implements Input {}

  /// An engine came back, folded the journal, and has room to go on.
  record Recovered() implements Input {}

  /// The planner answered.
  ///
  /// @param version of the plan that was asked for
  /// @param round the question it answers
  /// @param lessons what earlier tasks taught about tiers
  record PlanArrived(
      int version, int round, String answer, String model, Usage usage, ModelHints lessons)
      implements Input {}

  /// The planner could not be asked.
  record PlanFailed(int version, int round, String reason) implements Input {}

  /// A model took its turn.
  ///
  /// @param step the turn
  /// @param stop why it stopped
  record TurnArrived(
      StepId step,
      String text,
      List<ToolCall> toolCalls,
      ModelResponse.StopReason stop,
      String model,
      Usage usage,
      List<String> passedOver,
      ProviderState continuation)
      implements Input {
    public TurnArrived {
      toolCalls = List.copyOf(toolCalls);
      passedOver = List.copyOf(passedOver);
    }

    /// A turn of the model that was asked first, which wants nothing else back.
    public TurnArrived(
        StepId step,
        String text,
        List<ToolCall> toolCalls,
        ModelResponse.StopReason stop,
        String model,
        Usage usage) {
      this(step, text, toolCalls, stop, model, usage, List.of(), ProviderState.NONE);
    }
  }

  /// A model could not be asked.
  ///
  /// @param retryable whether another attempt may succeed
  record TurnFailed(StepId step, String reason, boolean retryable) implements Input {}

  /// A tool call came to its end.
  ///
  /// @param step the call
  record ToolFinished(
      StepId step,
      boolean success,
      String output,
      String error,
      List<FileChange> filesChanged,
      double durationSeconds)
      implements Input {
    public ToolFinished {
      filesChanged = List.copyOf(filesChanged);
    }
  }

  /// A verifier judged.
  ///
  /// @param step the turn whose answer was judged
  record VerdictArrived(StepId step, Verdict verdict, Usage usage) implements Input {}

  /// A person answered.
  ///
  /// @param actionHash what they were shown; empty when they do not say
  record ApprovalAnswered(
      SubtaskId subtaskId, boolean approved, String reason, Optional<String> actionHash)
      implements Input {}

  /// A person answered a model's question, or what becomes of the budget.
  ///
  /// @param newLimit of the budget; empty when they do not say
  record QuestionAnswered(String questionId, String answer, OptionalDouble newLimit)
      implements Input {}

  /// A person gives a new instruction.
  record Steered(String instruction) implements Input {}

  /// A person wants it to stand still.
  record Paused(String reason) implements Input {}

  /// A person wants it to go on.
  record Resumed() implements Input {}

  /// A person says how good it was.
  record FeedbackGiven(Feedback feedback) implements Input {}

  /// Changes to files were taken back.
  record ChangesUndone(List<Long> changeIds, List<FileChange> filesRestored) implements Input {
    public ChangesUndone {
      changeIds = List.copyOf(changeIds);
      filesRestored = List.copyOf(filesRestored);
    }
  }

  /// Somebody wants it stopped.
  record Cancelled(String reason) implements Input {}

  /// A time that the state waits for has come.
  record TimerFired(Effect.StartTimer timer) implements Input {}

  /// The shell met a fault of ours; the task ends with it, the engine does not.
  record InternalFault(String reason) implements Input {}
}
