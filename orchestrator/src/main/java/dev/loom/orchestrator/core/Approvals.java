package dev.loom.orchestrator.core;

import dev.loom.contracts.event.TaskEvent.ApprovalReceived;
import dev.loom.contracts.event.TaskEvent.ToolCallCompleted;
import dev.loom.contracts.id.StepId;
import dev.loom.contracts.id.SubtaskId;
import java.util.List;
import java.util.Optional;

/// What a person's answer does, and what no answer does.
final class Approvals {
  private static final String NOBODY = "Nobody answered in time.";

  private Approvals() {}

  /// The call that a subtask asks about, if it asks about one.
  static Optional<Call> askedCall(SubtaskState subtask) {
    return subtask.phase() instanceof Phase.Calling calling
        ? calling.calls().stream().filter(call -> call.status() == Call.Status.ASKED).findFirst()
        : Optional.empty();
  }

  static void answered(Draft draft, Input.Answered input) {
    draft
        .state()
        .subtask(input.subtaskId())
        .ifPresent(subtask -> answer(draft, subtask, input.approved(), input.reason(), false));
  }

  static void expired(Draft draft, SubtaskId id) {
    answer(draft, draft.state().subtask(id).orElseThrow(), false, NOBODY, true);
  }

  private static void answer(
      Draft draft, SubtaskState subtask, boolean approved, String reason, boolean expired) {
    var call = askedCall(subtask);
    if (call.isPresent()) {
      received(draft, subtask, call.get().step(), approved, reason, expired);
      if (!approved) {
        denied(draft, subtask, call.get(), reason);
      }
    } else if (subtask.phase() instanceof Phase.Asking asking) {
      received(draft, subtask, subtask.turnStep(asking.turn()), approved, reason, expired);
      if (!approved) {
        var why = reason.isBlank() ? "" : ": " + reason;
        Failing.fail(draft, subtask.id(), "Rejected by human reviewer" + why, "rejected", 0);
      }
    }
  }

  private static void received(
      Draft draft,
      SubtaskState subtask,
      StepId step,
      boolean approved,
      String reason,
      boolean expired) {
    draft.record(new ApprovalReceived(subtask.id(), step, approved, reason, expired));
  }

  private static void denied(Draft draft, SubtaskState subtask, Call call, String reason) {
    var why = reason.isBlank() ? "" : " They said: " + reason;
    draft.record(
        new ToolCallCompleted(
            subtask.id(),
            call.step(),
            call.call().id(),
            call.call().name(),
            false,
            "",
            "This call was not run: a person was asked and said no."
                + why
                + " Do it another way, or answer "
                + BlockedAnswer.MARK
                + " with the reason.",
            List.of(),
            false,
            0));
  }
}
