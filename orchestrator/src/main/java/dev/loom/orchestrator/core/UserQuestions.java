package dev.loom.orchestrator.core;

import dev.loom.contracts.error.ServiceError;
import dev.loom.contracts.event.TaskEvent.QuestionAnswered;
import dev.loom.contracts.event.TaskEvent.QuestionAsked;
import dev.loom.contracts.task.PendingDecision;
import dev.loom.contracts.task.TaskCommand;
import dev.loom.contracts.text.TextTruncator;
import dev.loom.orchestrator.loop.Phase;
import dev.loom.orchestrator.loop.ToolCallState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Passes models' questions to the user and the answers back.
final class UserQuestions {
  private static final int QUESTION_CHARS_MAX = 4_000;
  private static final int OPTIONS_MAX = 20;
  private static final String NO_ANSWER =
      "The user did not answer in time. Decide yourself, or answer BLOCKED: with the reason.";

  private final TaskEnvironment environment;
  private final BudgetGuard budgets;

  UserQuestions(TaskEnvironment environment, BudgetGuard budgets) {
    this.environment = environment;
    this.budgets = budgets;
  }

  /// Handles a call of `ask_user`.
  void ask(DecisionBuilder decision, SubtaskState subtask, ToolCallState call) {
    if (!(call.toolCall().arguments().get("question") instanceof String question)
        || question.isBlank()) {
      LocalCallRecorder.fail(
          decision, subtask, call, "The call was not run: 'question' must be a non-empty text.");
      return;
    }
    decision.record(
        new QuestionAsked(
            subtask.id(),
            call.step(),
            call.step().value(),
            TextTruncator.withEllipsis(question, QUESTION_CHARS_MAX),
            options(call.toolCall().arguments()),
            decision.now().plusSeconds(environment.execution().questionTimeoutSeconds())));
  }

  private static List<String> options(Map<String, Object> arguments) {
    var options = new ArrayList<String>();
    if (arguments.get("options") instanceof List<?> list) {
      list.stream()
          .filter(String.class::isInstance)
          .limit(OPTIONS_MAX)
          .forEach(
              option ->
                  options.add(TextTruncator.withEllipsis((String) option, QUESTION_CHARS_MAX)));
    }
    return options;
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
    answer(decision, subtask.get(), command.answer(), command.answer().isBlank());
  }

  private static Optional<SubtaskState> findAsking(TaskState state, String questionId) {
    return state.subtasks().values().stream()
        .filter(
            subtask ->
                subtask
                    .pendingDecision()
                    .filter(PendingDecision.Question.class::isInstance)
                    .filter(pending -> pending.id().equals(questionId))
                    .isPresent())
        .findFirst();
  }

  void onExpiry(DecisionBuilder decision, String questionId) {
    findAsking(decision.state(), questionId)
        .ifPresent(subtask -> answer(decision, subtask, "", true));
  }

  private static void answer(
      DecisionBuilder decision, SubtaskState subtask, String answer, boolean expired) {
    var call =
        ((Phase.RunningTools) subtask.phase())
            .calls().stream()
                .filter(each -> each.status() == ToolCallState.Status.AWAITING_ANSWER)
                .findFirst()
                .orElseThrow();
    decision.record(
        new QuestionAnswered(subtask.id(), call.step(), call.step().value(), answer, expired));
    if (expired) {
      LocalCallRecorder.fail(decision, subtask, call, NO_ANSWER);
    } else {
      LocalCallRecorder.succeed(decision, subtask, call, answer);
    }
  }
}
