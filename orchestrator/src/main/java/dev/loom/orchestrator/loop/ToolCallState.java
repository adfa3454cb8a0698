package dev.loom.orchestrator.loop;

import dev.loom.api.model.Message;
import dev.loom.api.model.ToolCall;
import dev.loom.api.tool.CrashPolicy;
import dev.loom.api.tool.ToolEffect;
import dev.loom.contracts.id.StepId;
import dev.loom.contracts.task.RiskAssessment;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// Represents a tool call of the current turn.
///
/// @param effects the effects that its tool declares
/// @param risk why the user was asked to approve it, if so
/// @param onCrash the policy recorded at the start; `NEVER` until the call starts
/// @param repeated whether the call may already have run before a crash
/// @param result the output for the model; empty before the call is done
public record ToolCallState(
    StepId step,
    ToolCall toolCall,
    List<ToolEffect> effects,
    Optional<RiskAssessment> risk,
    Status status,
    CrashPolicy onCrash,
    boolean repeated,
    Message.ToolOutput result) {
  /// The progress of a call.
  public enum Status {
    PLANNED,
    /// The user must approve the call.
    AWAITING_APPROVAL,
    /// The user must answer the model's question.
    AWAITING_ANSWER,
    /// The user approved the call.
    APPROVED,
    STARTED,
    /// The engine crashed while the call ran; the crash policy is not applied yet.
    IN_DOUBT,
    DONE
  }

  public ToolCallState {
    Objects.requireNonNull(step, "step");
    Objects.requireNonNull(toolCall, "toolCall");
    effects = List.copyOf(effects);
    Objects.requireNonNull(risk, "risk");
    Objects.requireNonNull(status, "status");
  }

  static ToolCallState planned(StepId step, ToolCall call, List<ToolEffect> effects) {
    return new ToolCallState(
        step,
        call,
        effects,
        Optional.empty(),
        Status.PLANNED,
        CrashPolicy.NEVER,
        false,
        new Message.ToolOutput(call.id(), call.name(), "", false));
  }

  ToolCallState awaitingApproval(RiskAssessment reason) {
    return with(Optional.of(reason), Status.AWAITING_APPROVAL, onCrash, repeated, result);
  }

  ToolCallState awaitingAnswer() {
    return with(risk, Status.AWAITING_ANSWER, onCrash, repeated, result);
  }

  ToolCallState approved() {
    return with(risk, Status.APPROVED, onCrash, repeated, result);
  }

  ToolCallState started(CrashPolicy policy) {
    return with(risk, Status.STARTED, policy, repeated, result);
  }

  ToolCallState inDoubt() {
    return with(risk, Status.IN_DOUBT, onCrash, true, result);
  }

  ToolCallState done(Message.ToolOutput output) {
    return with(risk, Status.DONE, onCrash, repeated, output);
  }

  private ToolCallState with(
      Optional<RiskAssessment> reason,
      Status next,
      CrashPolicy policy,
      boolean again,
      Message.ToolOutput output) {
    return new ToolCallState(step, toolCall, effects, reason, next, policy, again, output);
  }

  /// Returns whether the user was asked because of a command, not because of a path.
  boolean isRiskyCommand() {
    return risk.isPresent()
        && effects.stream()
            .anyMatch(
                effect ->
                    effect instanceof ToolEffect.RunsCommand
                        || effect instanceof ToolEffect.Unknown);
  }

  boolean isDone() {
    return status == Status.DONE;
  }

  /// Returns whether the call runs or waits for the user.
  boolean isPending() {
    return switch (status) {
      case AWAITING_APPROVAL, AWAITING_ANSWER, STARTED -> true;
      case PLANNED, APPROVED, IN_DOUBT, DONE -> false;
    };
  }
}
