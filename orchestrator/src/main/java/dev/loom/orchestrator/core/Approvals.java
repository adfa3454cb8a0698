package dev.loom.orchestrator.core;

import dev.loom.contracts.error.ServiceError;
import dev.loom.contracts.event.TaskEvent.ApprovalReceived;
import dev.loom.contracts.task.PendingDecision;
import dev.loom.contracts.task.TaskCommand;
import dev.loom.orchestrator.loop.AgentLoop;
import dev.loom.orchestrator.loop.FailureCategory;
import dev.loom.orchestrator.loop.ToolCallState;

/// Applies the user's approvals and rejections, and their expiry.
final class Approvals {
  private static final String NO_ANSWER = "No answer in time.";

  private Approvals() {}

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
            .map(PendingDecision.Approval.class::cast)
            .map(PendingDecision.Approval::actionHash);
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
    decision
        .state()
        .find(each -> each.pendingDecision().filter(open -> open.id().equals(step)).isPresent())
        .ifPresent(subtask -> applyAnswer(decision, subtask, false, NO_ANSWER, true));
  }

  private static void applyAnswer(
      DecisionBuilder decision,
      SubtaskState subtask,
      boolean approved,
      String reason,
      boolean expired) {
    if (subtask.attempt().callWith(ToolCallState.Status.AWAITING_APPROVAL).isPresent()) {
      AgentLoop.onApproval(decision.loopOf(subtask.id()), approved, reason, expired);
    } else if (subtask.review() instanceof Review.AwaitingApproval) {
      decision.record(
          new ApprovalReceived(subtask.id(), subtask.currentStep(), approved, reason, expired));
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
}
