package dev.loom.orchestrator.core;

import dev.loom.contracts.config.ExecutionConfig;
import dev.loom.contracts.event.TaskEvent.SubtaskCompleted;
import dev.loom.contracts.event.TaskEvent.SubtaskFailed;
import dev.loom.contracts.event.TaskEvent.SubtaskRetrying;
import dev.loom.contracts.event.TaskEvent.SubtaskSkipped;
import dev.loom.contracts.event.TaskEvent.SubtaskStarted;
import dev.loom.contracts.event.TaskEvent.TaskExecuting;
import dev.loom.contracts.id.SubtaskId;
import dev.loom.contracts.task.ApprovalMode;
import dev.loom.contracts.task.RiskAssessment;
import dev.loom.contracts.task.RiskLevel;
import dev.loom.contracts.task.Subtask;
import dev.loom.contracts.task.SubtaskStatus;
import dev.loom.contracts.task.TaskStatus;
import dev.loom.contracts.task.Verdict;
import dev.loom.contracts.text.TextTruncator;
import dev.loom.orchestrator.loop.AgentLoop;
import dev.loom.orchestrator.loop.FailureCategory;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Derives all events that follow from a state: starts ready subtasks and tool calls, applies
/// verdicts, retries or skips failed subtasks, and ends the task. A subtask starts as soon as its
/// dependencies are completed.
final class Scheduler {
  /// Far above what the largest plan needs. Reaching it is a bug.
  private static final int ITERATIONS_MAX = 10_000;

  private static final int SUMMARY_CHARS_MAX = 2_000;

  /// In `auto` mode, the user must approve results with a confidence below this.
  private static final double LOW_CONFIDENCE = 0.5;

  private final ExecutionConfig limits;
  private final PlanLifecycle plans;
  private final BudgetGuard budgets;
  private final AgentLoop loop;

  Scheduler(TaskEnvironment environment, PlanLifecycle plans, BudgetGuard budgets, AgentLoop loop) {
    this.limits = environment.execution();
    this.plans = plans;
    this.budgets = budgets;
    this.loop = loop;
  }

  void schedule(DecisionBuilder decision) {
    for (int iteration = 0; iteration < ITERATIONS_MAX; iteration++) {
      if (decision.state().status().isFinished()
          || decision.state().status() == TaskStatus.PAUSED) {
        return;
      }
      int eventsBefore = decision.eventCount();
      for (var id : decision.state().subtasks().keySet()) {
        advance(decision, id);
      }
      retryFailed(decision);
      skipBlocked(decision);
      budgets.holdNewTurns(decision);
      startReady(decision);
      completeOrReplan(decision);
      if (decision.eventCount() == eventsBefore) {
        return;
      }
    }
    throw new IllegalStateException("scheduling does not terminate");
  }

  private void advance(DecisionBuilder decision, SubtaskId id) {
    var subtask = decision.state().subtask(id).orElseThrow();
    if (decision.state().budgetState().finishing() && subtask.attempt().startsNewWork()) {
      decision.fail(id, "The task's budget is exhausted.", FailureCategory.BUDGET, 0);
      return;
    }
    if (subtask.review().verdict().isEmpty()) {
      loop.advance(decision.loopOf(id));
    } else if (subtask.pendingDecision().isEmpty()) {
      applyVerdict(decision, subtask, subtask.review().verdict().get());
    }
  }

  private void applyVerdict(DecisionBuilder decision, SubtaskState subtask, Verdict verdict) {
    if (!verdict.passed()) {
      var calls = subtask.attempt().calls();
      var errorCode = calls.isEmpty() ? "" : calls.getLast().errorCode();
      decision.fail(
          subtask.id(), verdict.feedback(), FailureCategory.of(verdict, errorCode), verdict.tier());
      return;
    }
    var confidence =
        ConfidenceScore.compute(subtask, verdict, limits.attempts().maxSubtaskRetries());
    if (subtask.review().approved()
        || !requiresApproval(decision.state().requireSpec().approvalMode(), confidence)) {
      decision.record(
          new SubtaskCompleted(
              subtask.id(),
              "success",
              TextTruncator.withEllipsis(subtask.answer(), SUMMARY_CHARS_MAX),
              TaskCompletion.secondsBetween(subtask.startedAt(), decision.now()),
              confidence,
              verdict.outcome()));
    } else {
      requestApproval(decision, subtask, verdict.tier(), confidence);
    }
  }

  private boolean requiresApproval(ApprovalMode mode, double confidence) {
    return switch (mode) {
      case AUTO ->
          confidence < Math.min(LOW_CONFIDENCE, limits.review().autoApproveConfidenceThreshold());
      case MANUAL -> true;
      case CONFIDENCE_THRESHOLD -> confidence < limits.review().autoApproveConfidenceThreshold();
    };
  }

  private void requestApproval(
      DecisionBuilder decision, SubtaskState subtask, int verificationTier, double confidence) {
    var files = subtask.changes().files().stream().map(change -> change.path()).toList();
    decision
        .loopOf(subtask.id())
        .requestApproval(
            subtask.currentStep(),
            TextTruncator.withEllipsis(subtask.answer(), SUMMARY_CHARS_MAX),
            new RiskAssessment(
                RiskLevel.LOW,
                "confidence",
                String.format(
                    Locale.ROOT,
                    "The result has confidence %.2f of 1; approval mode %s asks to review it.",
                    confidence,
                    decision.state().requireSpec().approvalMode().name().toLowerCase(Locale.ROOT))),
            Map.of(
                "confidence", confidence,
                "verification_tier", verificationTier,
                "files_changed", files),
            limits);
  }

  /// Retries attempts that failed in this decision; earlier failures are final.
  private void retryFailed(DecisionBuilder decision) {
    for (var subtask : decision.state().subtasksWith(SubtaskStatus.FAILED)) {
      var failure = decision.failureOf(subtask.id()).filter(last -> mayRetry(subtask, last));
      if (failure.isPresent()) {
        var feedback = failure.get().feedback();
        decision.record(
            new SubtaskRetrying(subtask.id(), subtask.retries() + 1, nextTier(subtask), feedback));
      }
    }
  }

  private boolean mayRetry(SubtaskState subtask, SubtaskFailed failure) {
    return subtask.retries() < limits.attempts().maxSubtaskRetries()
        && FailureCategory.find(failure.category()).map(FailureCategory::isRetryable).orElse(true);
  }

  /// The first retry keeps the planned tier, the second uses the next tier, later ones the highest.
  private static int nextTier(SubtaskState subtask) {
    int planned = subtask.definition().modelTier();
    return switch (subtask.retries()) {
      case 0 -> planned;
      case 1 -> Math.min(planned + 1, Subtask.TIER_MAX);
      default -> Subtask.TIER_MAX;
    };
  }

  private static void skipBlocked(DecisionBuilder decision) {
    if (!decision.state().budgetState().finishing()
        && decision.state().count(SubtaskStatus.FAILED) == 0
        && decision.state().count(SubtaskStatus.SKIPPED) == 0) {
      return;
    }
    for (var subtask : decision.state().subtasks().values()) {
      if (decision.state().budgetState().finishing() && subtask.status() == SubtaskStatus.PENDING) {
        decision.record(
            new SubtaskSkipped(subtask.id(), "Skipped: the task's budget is exhausted"));
      } else if (!subtask.status().isFinished()) {
        reasonToSkip(decision.state(), subtask)
            .ifPresent(
                reason -> decision.record(new SubtaskSkipped(subtask.id(), "Skipped: " + reason)));
      }
    }
  }

  private static Optional<String> reasonToSkip(TaskState state, SubtaskState subtask) {
    return state
        .find(each -> each.status() == SubtaskStatus.FAILED && each.definition().criticalPath())
        .map(each -> each.id() + " failed, which the rest of the task depends on")
        .or(
            () ->
                subtask.dependencies().stream()
                    .map(id -> state.subtask(id).orElseThrow())
                    .filter(each -> each.status().isFinished())
                    .filter(each -> each.status() != SubtaskStatus.COMPLETED)
                    .findFirst()
                    .map(each -> "it depends on " + each.id() + ", which was not completed"));
  }

  private void startReady(DecisionBuilder decision) {
    if (decision.state().plan().isEmpty() || decision.state().planRequest().isOpen()) {
      return;
    }
    if (decision.state().requireSpec().planOnly()) {
      TaskCompletion.completePlanOnly(decision);
      return;
    }
    if (decision.state().status() == TaskStatus.PLANNING) {
      decision.record(new TaskExecuting());
    }
    for (var subtask : decision.state().subtasks().values()) {
      if (decision.state().isBudgetExhausted()
          || decision.state().count(SubtaskStatus.RUNNING)
              >= limits.concurrency().maxParallelSubtasks()) {
        return;
      }
      if (subtask.status() == SubtaskStatus.PENDING
          && isReady(decision.state(), subtask)
          && budgets.allowsCall(decision)) {
        decision.record(
            new SubtaskStarted(
                subtask.id(), subtask.attempt().number() + 1, subtask.attempt().modelTier()));
      }
    }
  }

  private static boolean isReady(TaskState state, SubtaskState subtask) {
    return subtask.dependencies().stream()
        .allMatch(id -> state.subtask(id).orElseThrow().status() == SubtaskStatus.COMPLETED);
  }

  /// Completes, replans or fails a task whose subtasks are all finished.
  private void completeOrReplan(DecisionBuilder decision) {
    var state = decision.state();
    if (state.status().isFinished()
        || state.planRequest().isOpen()
        || state.subtasks().isEmpty()
        || !state.subtasks().values().stream().allMatch(each -> each.status().isFinished())) {
      return;
    }
    var failures = TaskCompletion.failureSummary(state);
    if (state.count(SubtaskStatus.FAILED) == 0 && state.count(SubtaskStatus.SKIPPED) == 0) {
      TaskCompletion.complete(decision);
    } else if (state.budgetState().finishing()) {
      TaskCompletion.fail(
          decision,
          failures.isEmpty() ? "The task's budget is exhausted." : failures,
          FailureCategory.BUDGET.wireName());
    } else if (!plans.mayReplan(state)) {
      TaskCompletion.fail(decision, failures, "subtask_failed");
    } else if (!state.isBudgetExhausted() && budgets.allowsCall(decision)) {
      plans.replan(decision);
    }
  }
}
