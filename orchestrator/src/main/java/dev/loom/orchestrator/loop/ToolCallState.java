package dev.loom.orchestrator.loop;

import dev.loom.api.model.Message;
import dev.loom.api.model.ToolCall;
import dev.loom.api.tool.CrashPolicy;
import dev.loom.api.tool.ToolEffect;
import dev.loom.contracts.id.StepId;
import dev.loom.contracts.task.RiskAssessment;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// Represents a tool call of the current turn.
///
/// @param effects the effects that its tool declares
/// @param risk why the user was asked to approve it, if so
/// @param onCrash the policy recorded at the start; `NEVER` until the call starts
/// @param repeated whether the call may already have run before a crash
/// @param expiresAt when the pending decision expires; [Instant#MAX] if there is none
/// @param result the output for the model; empty before the call is done
public record ToolCallState(
    StepId step,
    ToolCall toolCall,
    List<ToolEffect> effects,
    Optional<RiskAssessment> risk,
    Status status,
    CrashPolicy onCrash,
    boolean repeated,
    Instant expiresAt,
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
        Instant.MAX,
        new Message.ToolOutput(call.id(), call.name(), "", false));
  }

  ToolCallState awaitingApproval(Instant until, RiskAssessment reason) {
    return new ToolCallState(
            step, toolCall, effects, Optional.of(reason), status, onCrash, repeated, until, result)
        .with(Status.AWAITING_APPROVAL, onCrash, repeated, until, result);
  }

  ToolCallState awaitingAnswer(Instant until) {
    return with(Status.AWAITING_ANSWER, onCrash, repeated, until, result);
  }

  ToolCallState approved() {
    return with(Status.APPROVED, onCrash, repeated, Instant.MAX, result);
  }

  ToolCallState started(CrashPolicy policy) {
    return with(Status.STARTED, policy, repeated, Instant.MAX, result);
  }

  ToolCallState inDoubt() {
    return with(Status.IN_DOUBT, onCrash, true, Instant.MAX, result);
  }

  ToolCallState done(Message.ToolOutput output) {
    return with(Status.DONE, onCrash, repeated, Instant.MAX, output);
  }

  private ToolCallState with(
      Status next, CrashPolicy policy, boolean again, Instant until, Message.ToolOutput output) {
    return new ToolCallState(step, toolCall, effects, risk, next, policy, again, until, output);
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
