package dev.loom.orchestrator.core;

import dev.loom.contracts.error.ServiceException;
import dev.loom.contracts.event.TaskEvent.BudgetAnswered;
import dev.loom.contracts.event.TaskEvent.BudgetExhausted;
import dev.loom.contracts.id.SubtaskId;
import dev.loom.contracts.task.Budget;
import dev.loom.contracts.task.BudgetChoice;
import dev.loom.orchestrator.loop.Phase;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/// Enforces the task's budget. Before a model call or tool call starts, its expected cost plus the
/// used and reserved amounts is compared with the limits. If a limit would be exceeded, nothing new
/// starts and the user is asked; running work finishes. A task exceeds its budget by at most the
/// error of this estimate.
final class BudgetGuard {
  private static final double MILLIS_PER_SECOND = 1_000;

  private final TaskEnvironment environment;

  BudgetGuard(TaskEnvironment environment) {
    this.environment = environment;
  }

  /// A limit that is reached or would be exceeded.
  ///
  /// @param used what would be used with the work under way and the next call
  private record Shortage(Budget.Limit limit, double used, double allowed) {}

  /// Holds back the model turns that this decision starts if the budget does not allow them.
  void holdNewTurns(DecisionBuilder decision) {
    if (decision.state().isBudgetExhausted()) {
      return;
    }
    var started =
        decision.state().subtasks().values().stream()
            .filter(subtask -> subtask.phase() instanceof Phase.AwaitingModel)
            .filter(subtask -> !wasAwaitingModel(decision.before(), subtask))
            .map(SubtaskState::id)
            .toList();
    if (!started.isEmpty()) {
      findShortage(decision.state(), 0)
          .ifPresent(shortage -> recordExhausted(decision, shortage, started));
    }
  }

  private static boolean wasAwaitingModel(TaskState before, SubtaskState current) {
    return before
        .subtask(current.id())
        .filter(previous -> previous.phase().equals(current.phase()))
        .filter(previous -> previous.attempt().number() == current.attempt().number())
        .isPresent();
  }

  /// @return whether one more model call may start; if not, the user is asked
  boolean allowsCall(DecisionBuilder decision) {
    var shortage = findShortage(decision.state(), 1);
    shortage.ifPresent(found -> recordExhausted(decision, found, List.of()));
    return shortage.isEmpty();
  }

  /// @return whether one more tool call may start; if not, the user is asked
  boolean allowsToolCall(DecisionBuilder decision) {
    var budgetState = decision.state().budgetState();
    long allowed = budgetState.budget().maxToolCalls();
    if (allowed == 0 || budgetState.toolCalls() < allowed) {
      return true;
    }
    var needed = budgetState.toolCalls() + 1;
    var shortage = new Shortage(Budget.Limit.MAX_TOOL_CALLS, needed, allowed);
    recordExhausted(decision, shortage, List.of());
    return false;
  }

  void onTimeLimit(DecisionBuilder decision) {
    var budgetState = decision.state().budgetState();
    var worked = budgetState.workedUntil(decision.now());
    var shortage =
        new Shortage(
            Budget.Limit.MAX_SECONDS,
            worked.toMillis() / MILLIS_PER_SECOND,
            budgetState.budget().maxSeconds());
    recordExhausted(decision, shortage, List.of());
  }

  /// @param additionalCalls model calls to be started in addition to the running ones
  private static Optional<Shortage> findShortage(TaskState state, int additionalCalls) {
    var budgetState = state.budgetState();
    long running =
        additionalCalls
            + (state.planRequest().isOpen() ? 1 : 0)
            + state.subtasks().values().stream()
                .filter(each -> each.phase() instanceof Phase.AwaitingModel)
                .count();
    double reservedFactor = budgetState.turns() == 0 ? 0 : (double) running / budgetState.turns();
    return checkLimit(state, Budget.Limit.MAX_TOKENS, reservedFactor)
        .or(() -> checkLimit(state, Budget.Limit.MAX_COST_USD, reservedFactor));
  }

  private static Optional<Shortage> checkLimit(
      TaskState state, Budget.Limit limit, double reservedFactor) {
    double used = used(state, limit);
    double reserved = used * reservedFactor;
    double allowed = state.budgetState().budget().limit(limit);
    return allowed > 0 && (used >= allowed || used + reserved > allowed)
        ? Optional.of(new Shortage(limit, used + reserved, allowed))
        : Optional.empty();
  }

  private void recordExhausted(DecisionBuilder decision, Shortage shortage, List<SubtaskId> held) {
    decision.record(
        new BudgetExhausted(
            "budget-" + (decision.state().lastSeq() + 1),
            shortage.limit(),
            shortage.used(),
            shortage.allowed(),
            held,
            List.of(BudgetChoice.values()),
            decision.now().plusSeconds(environment.execution().review().questionTimeoutSeconds())));
  }

  void onAnswer(
      DecisionBuilder decision, BudgetExhausted question, String answer, OptionalDouble newLimit) {
    var choice = choice(answer);
    if (choice.isEmpty()) {
      decision.reject(
          ServiceException.invalid(
              "'" + answer + "' is not a valid answer. Answer raise, finish or stop."));
      return;
    }
    if (choice.get() != BudgetChoice.RAISE && newLimit.isPresent()) {
      decision.reject(
          ServiceException.invalid(
              "A new limit is only accepted with raise. Answer '%s' without new_limit."
                  .formatted(answer.strip())));
      return;
    }
    var used = used(decision.state(), question.limit());
    if (newLimit.isPresent() && !(newLimit.getAsDouble() > used)) {
      decision.reject(
          ServiceException.invalid(
              "The new limit of %s must be greater than the used amount, %s."
                  .formatted(configKey(question.limit()), used)));
      return;
    }
    recordChoice(decision, question, choice.get(), newLimit, false);
  }

  private static Optional<BudgetChoice> choice(String answer) {
    try {
      return Optional.of(BudgetChoice.valueOf(answer.strip().toUpperCase(Locale.ROOT)));
    } catch (IllegalArgumentException ignored) {
      return Optional.empty();
    }
  }

  /// Lets running work finish after the question expired.
  void onExpiry(DecisionBuilder decision, BudgetExhausted question) {
    recordChoice(decision, question, BudgetChoice.FINISH, OptionalDouble.empty(), true);
  }

  private static void recordChoice(
      DecisionBuilder decision,
      BudgetExhausted question,
      BudgetChoice choice,
      OptionalDouble newLimit,
      boolean expired) {
    var budget = decision.state().budgetState().budget();
    var newBudget =
        choice == BudgetChoice.RAISE
            ? budget.withLimit(
                question.limit(), newLimit.orElseGet(() -> raisedLimit(decision.state(), question)))
            : budget;
    decision.record(new BudgetAnswered(question.questionId(), choice, newBudget, expired));
    if (choice == BudgetChoice.STOP) {
      TaskCompletion.cancel(
          decision, "the budget is exhausted (" + configKey(question.limit()) + ")");
    }
  }

  /// The limit grows in steps of its initial value until it exceeds the used amount.
  private static double raisedLimit(TaskState state, BudgetExhausted question) {
    double step = state.requireSpec().budget().limit(question.limit());
    double used = Math.max(used(state, question.limit()), question.allowed());
    return step * (Math.floor(used / step) + 1);
  }

  private static double used(TaskState state, Budget.Limit limit) {
    var budgetState = state.budgetState();
    return switch (limit) {
      case MAX_TOKENS -> budgetState.usage().totalTokens();
      case MAX_COST_USD -> budgetState.usage().costUsd();
      case MAX_SECONDS -> budgetState.workedTime().toMillis() / MILLIS_PER_SECOND;
      case MAX_TOOL_CALLS -> budgetState.toolCalls();
    };
  }

  /// Returns the limit's configuration key.
  static String configKey(Budget.Limit limit) {
    return limit.name().toLowerCase(Locale.ROOT);
  }
}
