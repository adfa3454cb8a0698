package dev.loom.orchestrator.loop;

import dev.loom.api.tool.ToolResult;
import dev.loom.contracts.config.ExecutionConfig;
import dev.loom.contracts.event.TaskEvent.ApprovalReceived;
import dev.loom.contracts.event.TaskEvent.ModelTurnCompleted;
import dev.loom.contracts.id.StepId;
import dev.loom.contracts.tool.ToolCatalogue;

/// Decides what an attempt does next: asks the model, runs the calls it requests, returns the
/// results, and so on until the model answers or the attempt fails.
///
/// Knows only the attempt. Its owner says through [LoopDecision] whether more work may start, and
/// decides what follows from an answer or a failure.
public final class AgentLoop {
  private final ExecutionConfig limits;
  private final ToolCallGate gate;

  /// @param tools the tools that the model may call
  public AgentLoop(ExecutionConfig limits, ToolCatalogue tools) {
    this.limits = limits;
    this.gate = new ToolCallGate(limits, tools);
  }

  /// Starts what the attempt's phase allows: checks the limits before a model turn, or advances the
  /// tool calls of the last turn.
  public void advance(LoopDecision decision) {
    switch (decision.attempt().phase()) {
      case Phase.AwaitingModel p -> checkLimits(decision, p.turn());
      case Phase.RunningTools p -> gate.startCalls(decision, p);
      case Phase.Idle _, Phase.AwaitingBudget _, Phase.Answered _ -> {}
    }
  }

  private void checkLimits(LoopDecision decision, int turn) {
    var tokens = decision.attempt().progress().tokens();
    if (turn > limits.attempts().maxLoopIterations()) {
      decision.fail(
          FailureCategory.TURN_LIMIT,
          "Not finished after %s model turns (execution.max_loop_iterations)."
              .formatted(limits.attempts().maxLoopIterations()));
    } else if (limits.attempts().maxSubtaskTokens() > 0
        && tokens >= limits.attempts().maxSubtaskTokens()) {
      decision.fail(
          FailureCategory.TOKEN_LIMIT,
          "Not finished after " + tokens + " tokens (execution.max_subtask_tokens).");
    }
  }

  /// Records the model turn that the attempt waits for.
  public void onModelTurn(LoopDecision decision, ModelTurn turn) {
    var response = turn.completion().response();
    decision.record(
        new ModelTurnCompleted(
            decision.subtaskId(),
            decision.attempt().number(),
            decision.attempt().phase().turn(),
            turn.text(),
            response.toolCalls(),
            turn.completion().alias(),
            turn.completion().usage(),
            turn.completion().passedOver(),
            response.continuation(),
            turn.toolEffects()));
    if (decision.attempt().phase() instanceof Phase.Answered) {
      checkFinalAnswer(decision, turn);
    }
  }

  /// Fails the attempt if its answer is blocked, refused or truncated.
  private static void checkFinalAnswer(LoopDecision decision, ModelTurn turn) {
    switch (turn.completion().response().stop()) {
      case DONE ->
          BlockedAnswer.reason(turn.text())
              .ifPresent(reason -> decision.fail(FailureCategory.BLOCKED, reason));
      case REFUSAL ->
          decision.fail(FailureCategory.BLOCKED, "The model refused to answer. " + turn.text());
      case LENGTH ->
          decision.fail(
              FailureCategory.ANSWER_TRUNCATED,
              "The answer was truncated at the model's output limit (max_tokens of the model).");
    }
  }

  /// Fails the attempt because the model call failed.
  ///
  /// @param retryable whether another attempt may succeed
  public void onModelFailure(LoopDecision decision, String reason, boolean retryable) {
    decision.fail(retryable ? FailureCategory.MODEL_ERROR : FailureCategory.MODEL_REJECTED, reason);
  }

  /// Records the result of a tool call, if the call is running.
  public static void onToolFinished(
      LoopDecision decision, StepId step, ToolResult result, double durationSeconds) {
    decision
        .attempt()
        .runningCall(step)
        .ifPresent(call -> decision.finishCall(call, result, call.repeated(), durationSeconds));
  }

  /// Fails the attempt because it ran too long.
  public void onTimeLimit(LoopDecision decision) {
    decision.fail(
        FailureCategory.TIMEOUT,
        "The attempt took longer than execution.subtask_timeout_seconds (%s s)."
            .formatted(limits.attempts().subtaskTimeoutSeconds()));
  }

  /// Applies the user's decision about the call that awaits approval.
  ///
  /// @param expired whether the user did not decide in time
  public static void onApproval(
      LoopDecision decision, boolean approved, String reason, boolean expired) {
    var call = decision.attempt().callWith(ToolCallState.Status.AWAITING_APPROVAL).orElseThrow();
    decision.record(
        new ApprovalReceived(decision.subtaskId(), call.step(), approved, reason, expired));
    if (!approved) {
      decision.failCall(call, rejection(reason));
    }
  }

  private static String rejection(String reason) {
    var reasonText = reason.isBlank() ? "" : " Reason: " + reason;
    if (reasonText.matches("(?s).*[^.!?]")) {
      reasonText += ".";
    }
    return "The call was not run: it was rejected.%s Use another way.".formatted(reasonText);
  }

  /// Applies the user's answer to the model's question.
  ///
  /// @param expired whether the user did not answer in time
  public static void onAnswer(LoopDecision decision, String answer, boolean expired) {
    var call = decision.attempt().callWith(ToolCallState.Status.AWAITING_ANSWER).orElseThrow();
    AskUserTool.complete(decision, call, answer, expired);
  }
}
