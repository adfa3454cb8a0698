package dev.loom.orchestrator.core;

import dev.loom.contracts.bus.ServiceError;
import dev.loom.contracts.event.TaskEvent.BudgetAnswered;
import dev.loom.contracts.event.TaskEvent.BudgetExhausted;
import dev.loom.contracts.id.SubtaskId;
import dev.loom.contracts.task.Budget;
import dev.loom.contracts.task.BudgetChoice;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/// Keeps a task within its budget. Before anything that costs begins, what it will likely take is
/// reckoned beside what was used and what is under way; when that is too much, the task asks what
/// to do, and what is under way comes to its end. So it oversteps by no more than that.
final class Budgets {
  private static final double MILLIS_PER_SECOND = 1_000;

  private final Rules rules;

  Budgets(Rules rules) {
    this.rules = rules;
  }

  /// What has run out.
  private record Shortage(Budget.Limit limit, double used, double allowed) {}

  /// Holds back the turns that this decision would begin, when there is no room for them.
  void checkNewTurns(Draft draft) {
    if (draft.state().isHolding()) {
      return;
    }
    var begun =
        draft.state().subtasks().values().stream()
            .filter(subtask -> subtask.phase() instanceof Phase.Thinking)
            .filter(subtask -> !wasThinking(draft.before(), subtask))
            .map(SubtaskState::id)
            .toList();
    if (!begun.isEmpty()) {
      shortage(draft.state(), 0).ifPresent(shortage -> ask(draft, shortage, begun));
    }
  }

  private static boolean wasThinking(TaskState before, SubtaskState now) {
    return before
        .subtask(now.id())
        .filter(then -> then.phase().equals(now.phase()))
        .filter(then -> then.attempt().number() == now.attempt().number())
        .isPresent();
  }

  /// @return whether one more model may be asked; if not, the task asks what to do
  boolean allowsCall(Draft draft) {
    var shortage = shortage(draft.state(), 1);
    shortage.ifPresent(found -> ask(draft, found, List.of()));
    return shortage.isEmpty();
  }

  /// @return whether one more tool call may start; if not, the task asks what to do
  boolean allowsToolCall(Draft draft) {
    var spending = draft.state().spending();
    long allowed = spending.budget().maxToolCalls();
    if (allowed == 0 || spending.toolCalls() < allowed) {
      return true;
    }
    ask(draft, new Shortage(Budget.Limit.MAX_TOOL_CALLS, spending.toolCalls(), allowed), List.of());
    return false;
  }

  void timeIsUp(Draft draft) {
    var spending = draft.state().spending();
    var worked =
        spending
            .workingSince()
            .map(since -> spending.worked().plus(Duration.between(since, draft.now())))
            .orElse(spending.worked());
    ask(
        draft,
        new Shortage(
            Budget.Limit.MAX_SECONDS,
            worked.toMillis() / MILLIS_PER_SECOND,
            spending.budget().maxSeconds()),
        List.of());
  }

  /// @param more calls that would come on top of those that are under way
  private static Optional<Shortage> shortage(TaskState state, int more) {
    var spending = state.spending();
    long underWay =
        more
            + (state.question().isOpen() ? 1 : 0)
            + state.subtasks().values().stream()
                .filter(each -> each.phase() instanceof Phase.Thinking)
                .count();
    double calls = spending.turns() == 0 ? 0 : (double) underWay / spending.turns();
    var usage = spending.usage();
    return tooMuch(spending, Budget.Limit.MAX_TOKENS, usage.totalTokens(), usage.totalTokens() * calls)
        .or(
            () ->
                tooMuch(
                    spending, Budget.Limit.MAX_COST_USD, usage.costUsd(), usage.costUsd() * calls));
  }

  private static Optional<Shortage> tooMuch(
      Spending spending, Budget.Limit limit, double used, double reserved) {
    double allowed = spending.budget().limit(limit);
    return allowed > 0 && (used >= allowed || used + reserved > allowed)
        ? Optional.of(new Shortage(limit, used + reserved, allowed))
        : Optional.empty();
  }

  private void ask(Draft draft, Shortage shortage, List<SubtaskId> held) {
    draft.record(
        new BudgetExhausted(
            "budget-" + (draft.state().lastSeq() + 1),
            shortage.limit(),
            shortage.used(),
            shortage.allowed(),
            held,
            List.of(BudgetChoice.values()),
            draft.now().plusSeconds(rules.execution().questionTimeoutSeconds())));
  }

  void answered(Draft draft, BudgetExhausted question, String answer, OptionalDouble newLimit) {
    var choice = choice(answer);
    if (choice.isEmpty()) {
      draft.refuse(
          ServiceError.invalid("'" + answer + "' is no answer here: say raise, finish or stop."));
      return;
    }
    var used = used(draft.state(), question.limit());
    if (choice.get() == BudgetChoice.RAISE
        && newLimit.isPresent()
        && !(newLimit.getAsDouble() > used)) {
      draft.refuse(
          ServiceError.invalid(
              "The new limit of "
                  + name(question.limit())
                  + " must be more than what is used already, "
                  + used
                  + "."));
      return;
    }
    settle(draft, question, choice.get(), newLimit, false);
  }

  private static Optional<BudgetChoice> choice(String answer) {
    try {
      return Optional.of(BudgetChoice.valueOf(answer.strip().toUpperCase(Locale.ROOT)));
    } catch (IllegalArgumentException none) {
      return Optional.empty();
    }
  }

  /// Nobody answered: what is there is brought to its end.
  void expired(Draft draft, BudgetExhausted question) {
    settle(draft, question, BudgetChoice.FINISH, OptionalDouble.empty(), true);
  }

  private static void settle(
      Draft draft,
      BudgetExhausted question,
      BudgetChoice choice,
      OptionalDouble newLimit,
      boolean expired) {
    var budget = draft.state().spending().budget();
    var after =
        choice == BudgetChoice.RAISE
            ? budget.withLimit(
                question.limit(), newLimit.orElseGet(() -> raised(draft.state(), question)))
            : budget;
    draft.record(new BudgetAnswered(question.questionId(), choice, after, expired));
    if (choice == BudgetChoice.STOP) {
      Endings.cancelled(draft, "stopped at the end of its budget, " + name(question.limit()));
    }
  }

  /// The limit grows by its first value, as often as it takes to be more than what is used.
  private static double raised(TaskState state, BudgetExhausted question) {
    double step = state.wanted().budget().limit(question.limit());
    double used = Math.max(used(state, question.limit()), question.allowed());
    return step * (Math.floor(used / step) + 1);
  }

  private static double used(TaskState state, Budget.Limit limit) {
    var spending = state.spending();
    return switch (limit) {
      case MAX_TOKENS -> spending.usage().totalTokens();
      case MAX_COST_USD -> spending.usage().costUsd();
      case MAX_SECONDS -> spending.worked().toMillis() / MILLIS_PER_SECOND;
      case MAX_TOOL_CALLS -> spending.toolCalls();
    };
  }

  /// A limit as people know it from the configuration.
  static String name(Budget.Limit limit) {
    return limit.name().toLowerCase(Locale.ROOT);
  }
}
