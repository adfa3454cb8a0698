package dev.loom.orchestrator.core;

import dev.loom.api.tool.FileChange;
import dev.loom.contracts.error.ServiceException;
import dev.loom.contracts.event.TaskEvent;
import dev.loom.contracts.event.TaskEvent.ApprovalReceived;
import dev.loom.contracts.event.TaskEvent.BudgetExhausted;
import dev.loom.contracts.event.TaskEvent.ChangesUndone;
import dev.loom.contracts.event.TaskEvent.TaskFeedback;
import dev.loom.contracts.event.TaskEvent.TaskPaused;
import dev.loom.contracts.event.TaskEvent.TaskResumed;
import dev.loom.contracts.event.TaskEvent.TaskSteered;
import dev.loom.contracts.task.PendingDecision;
import dev.loom.contracts.task.TaskCommand;
import dev.loom.contracts.task.TaskStatus;
import dev.loom.orchestrator.loop.AgentLoop;
import dev.loom.orchestrator.loop.FailureCategory;
import dev.loom.orchestrator.loop.Phase;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/// Decides on the commands of users, and on the expiry of approvals and questions.
final class TaskControls {
  /// Limits the instructions, because every later prompt contains all of them.
  private static final int INSTRUCTIONS_MAX = 100;

  /// Limits the undone files that an instruction names.
  private static final int UNDONE_FILES_MAX = 50;

  private static final String NO_ANSWER = "No answer in time.";

  private final BudgetGuard budgets;

  TaskControls(BudgetGuard budgets) {
    this.budgets = budgets;
  }

  void onCommand(DecisionBuilder decision, TaskCommand command) {
    switch (command) {
      case TaskCommand.Cancel c -> TaskCompletion.cancel(decision, c.reason());
      case TaskCommand.Steer c -> onSteer(decision, c);
      case TaskCommand.Pause c -> changePause(decision, false, new TaskPaused(c.reason()));
      case TaskCommand.Resume _ -> changePause(decision, true, new TaskResumed());
      case TaskCommand.ResolveApproval c -> onApproval(decision, c);
      case TaskCommand.Answer c -> onAnswer(decision, c);
      case TaskCommand.GiveFeedback c -> onFeedback(decision, c);
      case TaskCommand.RecordUndo c -> onUndo(decision, c);
    }
  }

  /// Models of a task that goes on must not rely on what was undone.
  private static void onUndo(DecisionBuilder decision, TaskCommand.RecordUndo command) {
    decision.record(new ChangesUndone(command.changeIds(), command.filesRestored()));
    if (!decision.state().status().isFinished()
        && !command.filesRestored().isEmpty()
        && decision.state().instructions().size() < INSTRUCTIONS_MAX) {
      decision.record(
          new TaskSteered(
              "The user has undone the changes of these files, which are as they were before: "
                  + command.filesRestored().stream()
                      .limit(UNDONE_FILES_MAX)
                      .map(FileChange::path)
                      .collect(Collectors.joining(", "))
                  + (command.filesRestored().size() > UNDONE_FILES_MAX ? " and others." : ".")));
    }
  }

  private static void onSteer(DecisionBuilder decision, TaskCommand.Steer command) {
    if (decision.state().instructions().size() >= INSTRUCTIONS_MAX) {
      decision.reject(
          ServiceException.conflict(
              "The task already has %s instructions, the maximum. Cancel it or let it finish."
                  .formatted(INSTRUCTIONS_MAX)));
    } else {
      decision.record(new TaskSteered(command.instruction()));
    }
  }

  private static void changePause(
      DecisionBuilder decision, boolean isPaused, TaskEvent.Recorded event) {
    if ((decision.state().status() == TaskStatus.PAUSED) == isPaused) {
      decision.record(event);
    }
  }

  private static void onFeedback(DecisionBuilder decision, TaskCommand.GiveFeedback command) {
    var status = decision.state().status();
    if (status.isFinished()) {
      decision.record(new TaskFeedback(command.feedback()));
    } else {
      decision.reject(
          ServiceException.conflict(
              ("The task is %s. Feedback is accepted only for finished tasks. To give an"
                      + " instruction, steer the task.")
                  .formatted(status.name().toLowerCase(Locale.ROOT))));
    }
  }

  private static void onApproval(DecisionBuilder decision, TaskCommand.ResolveApproval command) {
    var subtask = decision.state().subtask(command.subtaskId());
    if (subtask.isEmpty()) {
      decision.reject(ServiceException.notFound("Subtask not found: " + command.subtaskId()));
      return;
    }
    if (!(subtask.get().pendingDecision().orElse(null)
        instanceof PendingDecision.Approval pending)) {
      decision.reject(
          ServiceException.conflict(
              "Subtask %s does not wait for an approval; it may have been decided already."
                  .formatted(command.subtaskId())));
      return;
    }
    if (!command.actionHash().orElse(pending.actionHash()).equals(pending.actionHash())) {
      decision.reject(
          ServiceException.conflict(
              "The subtask now waits for approval of another action. Check it, then answer"
                  + " again."));
      return;
    }
    applyAnswer(decision, subtask.get(), command.approved(), command.reason(), false);
  }

  private static void applyAnswer(
      DecisionBuilder decision,
      SubtaskState subtask,
      boolean approved,
      String reason,
      boolean expired) {
    if (!(subtask.pendingDecision().orElse(null) instanceof PendingDecision.Approval)) {
      return;
    }
    if (!(subtask.phase() instanceof Phase.Answered)) {
      AgentLoop.onApproval(decision.loopOf(subtask.id()), approved, reason, expired);
      return;
    }
    decision.record(
        new ApprovalReceived(subtask.id(), subtask.currentStep(), approved, reason, expired));
    if (!approved) {
      rejectResult(decision, subtask, reason, expired);
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

  /// Applies the user's answer to a model's question or a budget question.
  private void onAnswer(DecisionBuilder decision, TaskCommand.Answer command) {
    var budgetQuestion = budgetQuestion(decision.state(), command.questionId());
    if (budgetQuestion.isPresent()) {
      budgets.onAnswer(decision, budgetQuestion.get(), command.answer(), command.newLimit());
      return;
    }
    var subtask =
        findWaiting(decision.state(), command.questionId())
            .filter(each -> each.pendingDecision().get() instanceof PendingDecision.Question);
    if (subtask.isEmpty()) {
      decision.reject(ServiceException.notFound("No open question: " + command.questionId()));
      return;
    }
    if (command.newLimit().isPresent()) {
      decision.reject(
          ServiceException.invalid(
              "This question is not about the budget. Answer without new_limit."));
      return;
    }
    AgentLoop.onAnswer(
        decision.loopOf(subtask.get().id()), command.answer(), command.answer().isBlank());
  }

  private static Optional<BudgetExhausted> budgetQuestion(TaskState state, String id) {
    return state.budgetState().question().filter(question -> question.questionId().equals(id));
  }

  private static Optional<SubtaskState> findWaiting(TaskState state, String decisionId) {
    return state.find(
        each -> each.pendingDecision().filter(open -> open.id().equals(decisionId)).isPresent());
  }

  /// Ends a pending decision that the user did not make in time.
  void onExpiry(DecisionBuilder decision, String id) {
    budgetQuestion(decision.state(), id)
        .ifPresent(question -> budgets.onExpiry(decision, question));
    findWaiting(decision.state(), id).ifPresent(subtask -> expire(decision, subtask));
  }

  private static void expire(DecisionBuilder decision, SubtaskState subtask) {
    if (subtask.pendingDecision().orElseThrow() instanceof PendingDecision.Question) {
      AgentLoop.onAnswer(decision.loopOf(subtask.id()), "", true);
    } else {
      applyAnswer(decision, subtask, false, NO_ANSWER, true);
    }
  }
}
