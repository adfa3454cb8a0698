package dev.loom.orchestrator.core;

import dev.loom.api.model.Message;
import dev.loom.api.model.ToolCall;
import dev.loom.api.tool.CrashPolicy;
import dev.loom.contracts.id.StepId;
import java.time.Instant;
import java.util.Objects;

/// A tool call of the turn that a subtask is in.
///
/// @param started what was recorded at its start; meaningless before
/// @param repeated whether the engine died while it ran
/// @param expiresAt when an unanswered question about it becomes a no; meaningless unless asked
/// @param result what the model is told; empty text before it is done
public record ToolCallState(
    StepId step,
    ToolCall call,
    Status status,
    CrashPolicy started,
    boolean repeated,
    Instant expiresAt,
    Message.ToolOutput result) {
  /// How far a call is.
  public enum Status {
    PLANNED,
    /// A person is asked whether it may run.
    AWAITING_APPROVAL,
    /// A person is asked what the model wants to know.
    AWAITING_ANSWER,
    /// A person said yes.
    APPROVED,
    STARTED,
    /// The engine died while it ran, and it is not decided yet what to do about it.
    IN_DOUBT,
    DONE
  }

  public ToolCallState {
    Objects.requireNonNull(step, "step");
    Objects.requireNonNull(call, "call");
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
    return new ToolCallState(
        step, call, Status.AWAITING_APPROVAL, started, repeated, until, result);
  }

  ToolCallState awaitingAnswer(Instant until) {
    return new ToolCallState(step, call, Status.AWAITING_ANSWER, started, repeated, until, result);
  }

  ToolCallState approved() {
    return new ToolCallState(step, call, Status.APPROVED, started, repeated, Instant.MAX, result);
  }

  ToolCallState started(CrashPolicy onCrash) {
    return new ToolCallState(step, call, Status.STARTED, onCrash, repeated, Instant.MAX, result);
  }

  ToolCallState inDoubt() {
    return new ToolCallState(step, call, Status.IN_DOUBT, started, true, Instant.MAX, result);
  }

  ToolCallState done(Message.ToolOutput output) {
    return new ToolCallState(step, call, Status.DONE, started, repeated, Instant.MAX, output);
  }

  boolean isDone() {
    return status == Status.DONE;
  }
}
