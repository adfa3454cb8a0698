package dev.loom.orchestrator.core;

import dev.loom.contracts.error.ServiceError;
import dev.loom.contracts.task.PendingDecision;
import dev.loom.contracts.task.TaskCommand;
import dev.loom.orchestrator.loop.AgentLoop;
import java.util.Optional;

/// Applies the user's answers to models' questions and budget questions.
final class UserQuestions {
  private final BudgetGuard budgets;

  UserQuestions(BudgetGuard budgets) {
    this.budgets = budgets;
  }

  /// Applies the user's answer to a model's question or a budget question.
  void onAnswer(DecisionBuilder decision, TaskCommand.Answer command) {
    var budgetQuestion =
        decision
            .state()
            .budgetState()
            .question()
            .filter(question -> question.questionId().equals(command.questionId()));
    if (budgetQuestion.isPresent()) {
      budgets.onAnswer(decision, budgetQuestion.get(), command.answer(), command.newLimit());
      return;
    }
    var subtask = findAsking(decision.state(), command.questionId());
    if (subtask.isEmpty()) {
      decision.reject(ServiceError.notFound("No open question: " + command.questionId()));
      return;
    }
    if (command.newLimit().isPresent()) {
      decision.reject(
          ServiceError.invalid("This question is not about the budget. Answer without new_limit."));
      return;
    }
    AgentLoop.onAnswer(
        decision.loopOf(subtask.get().id()), command.answer(), command.answer().isBlank());
  }

  private static Optional<SubtaskState> findAsking(TaskState state, String questionId) {
    return state.find(
        subtask ->
            subtask.pendingDecision().orElse(null) instanceof PendingDecision.Question question
                && question.id().equals(questionId));
  }

  void onExpiry(DecisionBuilder decision, String questionId) {
    findAsking(decision.state(), questionId)
        .ifPresent(subtask -> AgentLoop.onAnswer(decision.loopOf(subtask.id()), "", true));
  }
}
