package dev.loom.orchestrator.core;

import dev.loom.contracts.error.ServiceError;
import dev.loom.contracts.event.TaskEvent.ApprovalReceived;
import dev.loom.contracts.id.StepId;
import dev.loom.contracts.task.PendingDecision;
import dev.loom.contracts.task.TaskCommand;
import dev.loom.orchestrator.loop.BlockedAnswer;
import dev.loom.orchestrator.loop.FailureCategory;
import dev.loom.orchestrator.loop.Phase;
import dev.loom.orchestrator.loop.ToolCallState;
import java.util.Optional;

/// Applies the user's approvals and rejections, and their expiry.
final class Approvals {
  private static final String NO_ANSWER = "No answer in time.";

  private Approvals() {}

  /// Returns the tool call whose approval is pending.
  static Optional<ToolCallState> callAwaitingApproval(SubtaskState subtask) {
    return subtask.phase() instanceof Phase.RunningTools running
        ? running.calls().stream()
            .filter(call -> call.status() == ToolCallState.Status.AWAITING_APPROVAL)
            .findFirst()
        : Optional.empty();
  }

  static void onAnswer(DecisionBuilder decision, TaskCommand.ResolveApproval command) {
    var subtask = decision.state().subtask(command.subtaskId());
    if (subtask.isEmpty()) {
      decision.reject(ServiceError.notFound("Subtask not found: " + command.subtaskId()));
      return;
    }
    var pendingHash =
        subtask
            .get()
            .pendingDecision()
            .filter(PendingDecision.Approval.class::isInstance)
            .map(pending -> ((PendingDecision.Approval) pending).actionHash());
    var givenHash = command.actionHash();
    if (pendingHash.isPresent() && givenHash.isPresent() && !givenHash.equals(pendingHash)) {
      decision.reject(
          ServiceError.conflict(
              "The subtask now waits for approval of another action. Check it, then answer"
                  + " again."));
      return;
    }
    applyAnswer(decision, subtask.get(), command.approved(), command.reason(), false);
  }

  /// @param step the tool call or model turn that waits
  static void onExpiry(DecisionBuilder decision, String step) {
    decision.state().subtasks().values().stream()
        .filter(
            subtask ->
                subtask.pendingDecision().filter(pending -> pending.id().equals(step)).isPresent())
        .findFirst()
        .ifPresent(subtask -> applyAnswer(decision, subtask, false, NO_ANSWER, true));
  }

  private static void applyAnswer(
      DecisionBuilder decision,
      SubtaskState subtask,
      boolean approved,
      String reason,
      boolean expired) {
    var call = callAwaitingApproval(subtask);
    if (call.isPresent()) {
      recordAnswer(decision, subtask, call.get().step(), approved, reason, expired);
      if (!approved) {
        rejectCall(decision, subtask, call.get(), reason);
      }
    } else if (subtask.phase() instanceof Phase.AwaitingApproval awaiting) {
      recordAnswer(decision, subtask, subtask.turnStep(awaiting.turn()), approved, reason, expired);
      if (!approved) {
        rejectResult(decision, subtask, reason, expired);
      }
    }
  }

  /// A rejection with a reason allows another attempt; one without ends the subtask.
  private static void rejectResult(
      DecisionBuilder decision, SubtaskState subtask, String reason, boolean expired) {
    var withoutReason = reason.isBlank() || expired;
    decision.fail(
        subtask.id(),
        "Rejected by human reviewer" + (reason.isBlank() ? "" : ": " + reason),
        withoutReason ? FailureCategory.REJECTED : FailureCategory.REJECTED_WITH_REASON,
        0);
  }

  private static void recordAnswer(
      DecisionBuilder decision,
      SubtaskState subtask,
      StepId step,
      boolean approved,
      String reason,
      boolean expired) {
    decision.record(new ApprovalReceived(subtask.id(), step, approved, reason, expired));
  }

  private static void rejectCall(
      DecisionBuilder decision, SubtaskState subtask, ToolCallState call, String reason) {
    var reasonText = reason.isBlank() ? "" : " Reason: " + reason;
    if (reasonText.matches("(?s).*[^.!?]")) {
      reasonText += ".";
    }
    LocalCallRecorder.fail(
        decision,
        subtask,
        call,
        "The call was not run: the user rejected it."
            + reasonText
            + " Use another way, or answer "
            + BlockedAnswer.MARK
            + " with the reason.");
  }
}
