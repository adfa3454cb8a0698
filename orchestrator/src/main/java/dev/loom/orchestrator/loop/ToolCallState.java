package dev.loom.orchestrator.loop;

import dev.loom.api.model.Message;
import dev.loom.api.model.ToolCall;
import dev.loom.api.tool.CrashPolicy;
import dev.loom.contracts.id.StepId;
import java.time.Instant;
import java.util.Objects;

/// Represents a tool call of the current turn.
///
/// @param onCrash the policy recorded at the start; `NEVER` until the call starts
/// @param repeated whether the call may already have run before a crash
/// @param expiresAt when the pending decision expires; [Instant#MAX] if there is none
/// @param result the output for the model; empty before the call is done
public record ToolCallState(
    StepId step,
    ToolCall toolCall,
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
    Objects.requireNonNull(status, "status");
  }

  static ToolCallState planned(StepId step, ToolCall call) {
    return new ToolCallState(
        step,
        call,
        Status.PLANNED,
        CrashPolicy.NEVER,
        false,
        Instant.MAX,
        new Message.ToolOutput(call.id(), call.name(), "", false));
  }

  ToolCallState awaitingApproval(Instant until) {
    return with(Status.AWAITING_APPROVAL, until);
  }

  ToolCallState awaitingAnswer(Instant until) {
    return with(Status.AWAITING_ANSWER, until);
  }

  ToolCallState approved() {
    return with(Status.APPROVED, Instant.MAX);
  }

  private ToolCallState with(Status next, Instant until) {
    return new ToolCallState(step, toolCall, next, onCrash, repeated, until, result);
  }

  ToolCallState started(CrashPolicy policy) {
    return new ToolCallState(step, toolCall, Status.STARTED, policy, repeated, Instant.MAX, result);
  }

  ToolCallState inDoubt() {
    return new ToolCallState(step, toolCall, Status.IN_DOUBT, onCrash, true, Instant.MAX, result);
  }

  ToolCallState done(Message.ToolOutput output) {
    return new ToolCallState(step, toolCall, Status.DONE, onCrash, repeated, Instant.MAX, output);
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
