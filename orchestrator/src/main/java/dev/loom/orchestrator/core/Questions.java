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
final class Questions {
  private static final int QUESTION_CHARS_MAX = 4_000;
  private static final int OPTIONS_MAX = 20;
  private static final String NOBODY =
      "Nobody answered in time. Go on with your best judgement, or answer BLOCKED: with the reason.";

  private final Rules rules;
  private final Budgets budgets;

  Questions(Rules rules, Budgets budgets) {
    this.rules = rules;
    this.budgets = budgets;
  }

  /// A model calls `ask_user`.
  void ask(Draft draft, SubtaskState subtask, Call call) {
    if (!(call.call().arguments().get("question") instanceof String question)
        || question.isBlank()) {
      CallResults.failed(draft, subtask, call, "'question' must be a text that asks something.");
      return;
    }
    draft.record(
        new QuestionAsked(
            subtask.id(),
            call.step(),
            call.step().value(),
            shortened(question),
            options(call.call().arguments()),
            draft.now().plusSeconds(rules.execution().questionTimeoutSeconds())));
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
  void answered(Draft draft, Input.QuestionAnswered input) {
    var budget =
        draft
            .state()
            .spending()
            .exhausted()
            .filter(question -> question.questionId().equals(input.questionId()));
    if (budget.isPresent()) {
      budgets.answered(draft, budget.get(), input.answer(), input.newLimit());
      return;
    }
    var subtask = asking(draft.state(), input.questionId());
    if (subtask.isEmpty()) {
      draft.refuse(ServiceError.notFound("Question not open: " + input.questionId()));
      return;
    }
    if (input.newLimit().isPresent()) {
      draft.refuse(ServiceError.invalid("This question is not about a budget, so it takes no limit."));
      return;
    }
    answer(draft, subtask.get(), input.answer(), false);
  }

  private static Optional<SubtaskState> asking(TaskState state, String questionId) {
    return state.subtasks().values().stream()
        .filter(
            subtask ->
                subtask
                    .waitingFor()
                    .filter(what -> what.kind() == PendingDecision.Kind.QUESTION)
                    .filter(what -> what.id().equals(questionId))
                    .isPresent())
        .findFirst();
  }

  void expired(Draft draft, String questionId) {
    asking(draft.state(), questionId).ifPresent(subtask -> answer(draft, subtask, "", true));
  }

  private static void answer(Draft draft, SubtaskState subtask, String answer, boolean expired) {
    var call =
        ((Phase.Calling) subtask.phase())
            .calls().stream()
                .filter(each -> each.status() == Call.Status.QUESTIONED)
                .findFirst()
                .orElseThrow();
    draft.record(
        new QuestionAnswered(subtask.id(), call.step(), call.step().value(), answer, expired));
    if (expired) {
      CallResults.failed(draft, subtask, call, NOBODY);
    } else {
      CallResults.succeeded(draft, subtask, call, answer);
    }
  }
}
