package dev.loom.orchestrator.core;

import dev.loom.contracts.bus.ServiceError;
import dev.loom.contracts.event.TaskEvent.ApprovalReceived;
import dev.loom.contracts.id.StepId;
import dev.loom.contracts.task.PendingDecision;
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
    var subtask = draft.state().subtask(input.subtaskId());
    if (subtask.isEmpty()) {
      draft.refuse(ServiceError.notFound("Subtask not found: " + input.subtaskId()));
      return;
    }
    var asked =
        subtask
            .get()
            .waitingFor()
            .filter(what -> what.kind() == PendingDecision.Kind.APPROVAL)
            .map(PendingDecision::actionHash);
    var meant = input.actionHash();
    if (asked.isPresent() && meant.isPresent() && !meant.equals(asked)) {
      draft.refuse(
          ServiceError.conflict(
              "The subtask asks about another action by now; look at it, then answer again."));
      return;
    }
    answer(draft, subtask.get(), input.approved(), input.reason(), false);
  }

  /// @param step the call or the turn that waited
  static void expired(Draft draft, String step) {
    draft.state().subtasks().values().stream()
        .filter(subtask -> subtask.waitingFor().filter(what -> what.id().equals(step)).isPresent())
        .findFirst()
        .ifPresent(subtask -> answer(draft, subtask, false, NOBODY, true));
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
        resultDenied(draft, subtask, reason, expired);
      }
    }
  }

  /// Somebody who says what is wrong wants it done better; a bare no is the end of the subtask.
  private static void resultDenied(
      Draft draft, SubtaskState subtask, String reason, boolean expired) {
    var bare = reason.isBlank() || expired;
    Failing.fail(
        draft,
        subtask.id(),
        "Rejected by human reviewer" + (reason.isBlank() ? "" : ": " + reason),
        bare ? Failing.REJECTED : Failing.CRITICISED,
        0);
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
    CallResults.failed(
        draft,
        subtask,
        call,
        "This call was not run: a person was asked and said no."
            + why
            + " Do it another way, or answer "
            + BlockedAnswer.MARK
            + " with the reason.");
  }
}
