package dev.loom.orchestrator.loop;

import dev.loom.api.model.Message;
import dev.loom.contracts.event.TaskEvent.ApprovalReceived;
import dev.loom.contracts.event.TaskEvent.ApprovalRequested;
import dev.loom.contracts.event.TaskEvent.ModelTurnCompleted;
import dev.loom.contracts.event.TaskEvent.QuestionAsked;
import dev.loom.contracts.event.TaskEvent.ToolCallCompleted;
import dev.loom.contracts.event.TaskEvent.ToolCallStarted;
import dev.loom.contracts.id.StepId;
import dev.loom.contracts.task.RiskAssessment;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/// Reduces the events of the agent loop to the state of an attempt.
public final class AttemptReducer {
  private AttemptReducer() {}

  /// Applies a model turn. An answer is not final while instructions are pending.
  ///
  /// @param held whether nothing new may start, so that the next model turn is held
  public static Attempt reduce(Attempt attempt, ModelTurnCompleted event, boolean held) {
    var message = new Message.Assistant(event.text(), event.toolCalls(), event.continuation());
    var conversation = attempt.conversation().plus(List.of(message));
    var progress = attempt.progress().plus(event);
    if (!event.toolCalls().isEmpty()) {
      return attempt.with(
          new Phase.RunningTools(event.turn(), planned(event)), conversation, progress);
    }
    var isFinal = conversation.pendingInstructions().isEmpty();
    return attempt.with(
        isFinal ? new Phase.Answered(event.turn()) : nextTurn(event.turn(), held),
        conversation.withInstructionsDelivered(),
        progress);
  }

  private static List<ToolCallState> planned(ModelTurnCompleted event) {
    var step = StepId.turn(event.subtaskId(), event.attempt(), event.turn());
    var calls = new ArrayList<ToolCallState>();
    for (var call : event.toolCalls()) {
      var effects = event.effectsOf(calls.size());
      calls.add(ToolCallState.planned(step.call(calls.size() + 1), call, effects));
    }
    return calls;
  }

  private static Phase nextTurn(int turn, boolean held) {
    return held ? new Phase.AwaitingBudget(turn + 1) : new Phase.AwaitingModel(turn + 1);
  }

  public static Attempt reduce(Attempt attempt, ToolCallStarted event) {
    return changeCall(attempt, event.stepId(), call -> call.started(event.onCrash()));
  }

  /// Applies a finished tool call. After the last call of the turn, all results are added in the
  /// order of the calls, then the pending instructions.
  ///
  /// @param held whether nothing new may start, so that the next model turn is held
  public static Attempt reduce(Attempt attempt, ToolCallCompleted event, boolean held) {
    var result = event.result();
    var text = ResultText.of(result);
    var output =
        new Message.ToolOutput(
            event.callId(), event.tool(), text, !result.success(), result.data(), result.content());
    var changed = changeCall(attempt, event.stepId(), call -> call.done(output));
    var calls = ((Phase.RunningTools) changed.phase()).calls();
    var progress = attempt.progress().plus(finishedCall(event, calls, text));
    return calls.stream().allMatch(ToolCallState::isDone)
        ? changed.with(
            nextTurn(changed.phase().turn(), held),
            attempt
                .conversation()
                .plus(calls.stream().map(ToolCallState::result).toList())
                .withInstructionsDelivered(),
            progress)
        : changed.with(changed.phase(), attempt.conversation(), progress);
  }

  private static FinishedCall finishedCall(
      ToolCallCompleted event, List<ToolCallState> calls, String text) {
    var call =
        calls.stream().filter(each -> each.step().equals(event.stepId())).findFirst().orElseThrow();
    return new FinishedCall(
        event.stepId(),
        event.tool(),
        call.toolCall().arguments(),
        event.result().success(),
        event.result().errorCode(),
        text,
        !event.result().filesChanged().isEmpty() || event.result().hasUnknownChanges(),
        call.isRiskyCommand());
  }

  /// Applies the request to approve a tool call.
  public static Attempt reduce(Attempt attempt, ApprovalRequested event) {
    var risk = new RiskAssessment(event.riskLevel(), event.category(), event.reason());
    return changeCall(attempt, event.stepId(), call -> call.awaitingApproval(risk));
  }

  /// Applies the approval of a tool call. The result of a rejected call is an event of its own.
  public static Attempt reduce(Attempt attempt, ApprovalReceived event) {
    return event.approved()
        ? changeCall(attempt, event.stepId(), ToolCallState::approved)
        : attempt;
  }

  public static Attempt reduce(Attempt attempt, QuestionAsked event) {
    return changeCall(attempt, event.stepId(), ToolCallState::awaitingAnswer);
  }

  private static Attempt changeCall(
      Attempt attempt, StepId step, UnaryOperator<ToolCallState> change) {
    if (!(attempt.phase() instanceof Phase.RunningTools running)) {
      throw new IllegalStateException(step + " has an event, but its attempt runs no tool calls");
    }
    return attempt.with(
        running.change(call -> call.step().equals(step) ? change.apply(call) : call));
  }
}
