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

  public static ToolCallState planned(StepId step, ToolCall call) {
    return new ToolCallState(
        step,
        call,
        Status.PLANNED,
        CrashPolicy.NEVER,
        false,
        Instant.MAX,
        new Message.ToolOutput(call.id(), call.name(), "", false));
  }

  public ToolCallState awaitingApproval(Instant until) {
    return new ToolCallState(
        step, toolCall, Status.AWAITING_APPROVAL, onCrash, repeated, until, result);
  }

  public ToolCallState awaitingAnswer(Instant until) {
    return new ToolCallState(
        step, toolCall, Status.AWAITING_ANSWER, onCrash, repeated, until, result);
  }

  public ToolCallState approved() {
    return new ToolCallState(
        step, toolCall, Status.APPROVED, onCrash, repeated, Instant.MAX, result);
  }

  public ToolCallState started(CrashPolicy policy) {
    return new ToolCallState(step, toolCall, Status.STARTED, policy, repeated, Instant.MAX, result);
  }

  public ToolCallState inDoubt() {
    return new ToolCallState(step, toolCall, Status.IN_DOUBT, onCrash, true, Instant.MAX, result);
  }

  public ToolCallState done(Message.ToolOutput output) {
    return new ToolCallState(step, toolCall, Status.DONE, onCrash, repeated, Instant.MAX, output);
  }

  public boolean isDone() {
    return status == Status.DONE;
  }
}
