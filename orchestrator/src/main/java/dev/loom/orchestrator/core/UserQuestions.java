package dev.loom.orchestrator.core;

import dev.loom.contracts.bus.ServiceError;
import dev.loom.contracts.event.TaskEvent.QuestionAnswered;
import dev.loom.contracts.event.TaskEvent.QuestionAsked;
import dev.loom.contracts.task.PendingDecision;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What models ask people, and what they hear back.
final class UserQuestions {
  private static final int QUESTION_CHARS_MAX = 4_000;
  private static final int OPTIONS_MAX = 20;
  private static final String NO_ANSWER =
      "Nobody answered in time. Go on with your best judgement, or answer BLOCKED: with the reason.";

  private final TaskEnvironment environment;
  private final BudgetGuard budgets;

  UserQuestions(TaskEnvironment environment, BudgetGuard budgets) {
    this.environment = environment;
    this.budgets = budgets;
  }

  /// A model calls `ask_user`.
  void ask(DecisionBuilder decision, SubtaskState subtask, ToolCallState call) {
    if (!(call.call().arguments().get("question") instanceof String question)
        || question.isBlank()) {
      LocalCallResults.fail(
          decision, subtask, call, "'question' must be a text that asks something.");
      return;
    }
    decision.record(
        new QuestionAsked(
            subtask.id(),
            call.step(),
            call.step().value(),
            shortened(question),
            options(call.call().arguments()),
            decision.now().plusSeconds(environment.execution().questionTimeoutSeconds())));
  }

  private static List<String> options(Map<String, Object> arguments) {
    var options = new ArrayList<String>();
    if (arguments.get("options") instanceof List<?> list) {
      list.stream()
          .filter(String.class::isInstance)
          .limit(OPTIONS_MAX)
          .forEach(option -> options.add(shortened((String) option)));
    }
    return options;
  }

  private static String shortened(String text) {
    return text.length() <= QUESTION_CHARS_MAX ? text : text.substring(0, QUESTION_CHARS_MAX) + "…";
  }

  /// A person answers something.
  void onAnswer(DecisionBuilder decision, Input.QuestionAnswered input) {
    var budget =
        decision
            .state()
            .budgetState()
            .question()
            .filter(question -> question.questionId().equals(input.questionId()));
    if (budget.isPresent()) {
      budgets.onAnswer(decision, budget.get(), input.answer(), input.newLimit());
      return;
    }
    var subtask = findAsking(decision.state(), input.questionId());
    if (subtask.isEmpty()) {
      decision.reject(ServiceError.notFound("Question not open: " + input.questionId()));
      return;
    }
    if (input.newLimit().isPresent()) {
      decision.reject(
          ServiceError.invalid("This question is not about a budget, so it takes no limit."));
      return;
    }
    answer(decision, subtask.get(), input.answer(), false);
  }

  private static Optional<SubtaskState> findAsking(TaskState state, String questionId) {
    return state.subtasks().values().stream()
        .filter(
            subtask ->
                subtask
                    .pendingDecision()
                    .filter(pending -> pending.kind() == PendingDecision.Kind.QUESTION)
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
      LocalCallResults.fail(decision, subtask, call, NO_ANSWER);
    } else {
      LocalCallResults.succeed(decision, subtask, call, answer);
    }
  }
}
