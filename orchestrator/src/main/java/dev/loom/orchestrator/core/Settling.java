package dev.loom.orchestrator.core;

import dev.loom.contracts.config.ExecutionConfig;
import dev.loom.contracts.event.TaskEvent.ApprovalRequested;
import dev.loom.contracts.event.TaskEvent.SubtaskCompleted;
import dev.loom.contracts.event.TaskEvent.SubtaskFailed;
import dev.loom.contracts.event.TaskEvent.SubtaskRetrying;
import dev.loom.contracts.event.TaskEvent.SubtaskSkipped;
import dev.loom.contracts.event.TaskEvent.SubtaskStarted;
import dev.loom.contracts.event.TaskEvent.TaskExecuting;
import dev.loom.contracts.id.SubtaskId;
import dev.loom.contracts.task.ApprovalMode;
import dev.loom.contracts.task.RiskLevel;
import dev.loom.contracts.task.Subtask;
import dev.loom.contracts.task.SubtaskStatus;
import dev.loom.contracts.task.TaskStatus;
import dev.loom.orchestrator.policy.ActionHash;
import java.util.Map;
import java.util.Optional;

/// Draws every conclusion that a state allows: start what is ready, run what was asked for, judge
/// what was verified, retry or skip what failed, end what is over. Continuous: there is no batch to
/// wait for.
final class Settling {
  /// Far more than any plan of the largest size can need; reaching it is a fault of ours.
  private static final int ROUNDS_MAX = 10_000;

  /// A summary is the beginning of an answer.
  private static final int SUMMARY_CHARS_MAX = 2_000;

  /// Below this a result is looked at by a person even in `auto`; in between, verification decides.
  private static final double LOW_CONFIDENCE = 0.5;

  private final ExecutionConfig limits;
  private final Plans plans;
  private final Budgets budgets;
  private final Gating gating;

  Settling(Rules rules, Plans plans, Budgets budgets, Questions questions) {
    this.limits = rules.execution();
    this.plans = plans;
    this.budgets = budgets;
    this.gating = new Gating(rules, budgets, questions);
  }

  void settle(Draft draft) {
    for (int round = 0; round < ROUNDS_MAX; round++) {
      if (draft.state().status().isFinished() || draft.state().status() == TaskStatus.PAUSED) {
        return;
      }
      int before = draft.size();
      for (var id : draft.state().subtasks().keySet()) {
        advance(draft, id);
      }
      retryFailed(draft);
      skipHopeless(draft);
      budgets.checkNewTurns(draft);
      startReady(draft);
      goOnOrEnd(draft);
      if (draft.size() == before) {
        return;
      }
    }
    throw new IllegalStateException("a state that never settles");
  }

  private void advance(Draft draft, SubtaskId id) {
    var subtask = draft.state().subtask(id).orElseThrow();
    if (draft.state().spending().finishing() && isAboutToBegin(subtask)) {
      Failing.fail(draft, id, "The task's budget is used up.", Failing.BUDGET, 0);
      return;
    }
    switch (subtask.phase()) {
      case Phase.Thinking p -> checkLimits(draft, subtask, p.turn());
      case Phase.Calling p -> gating.startCalls(draft, subtask, p);
      case Phase.Judged p -> judge(draft, subtask, p);
      case Phase.Idle p -> {}
      case Phase.Held p -> {}
      case Phase.Judging p -> {}
      case Phase.Asking p -> {}
    }
  }

  /// Whether a subtask has nothing under way and would begin something new.
  private static boolean isAboutToBegin(SubtaskState subtask) {
    return switch (subtask.phase()) {
      case Phase.Held p -> true;
      case Phase.Calling p ->
          p.calls().stream()
              .allMatch(
                  call ->
                      switch (call.status()) {
                        case PLANNED, APPROVED, IN_DOUBT, DONE -> true;
                        case ASKED, QUESTIONED, STARTED -> false;
                      });
      case Phase.Idle p -> false;
      case Phase.Thinking p -> false;
      case Phase.Judging p -> false;
      case Phase.Judged p -> false;
      case Phase.Asking p -> false;
    };
  }

  private void checkLimits(Draft draft, SubtaskState subtask, int turn) {
    if (turn > limits.maxLoopIterations()) {
      Failing.fail(
          draft,
          subtask.id(),
          "Not done after "
              + limits.maxLoopIterations()
              + " model turns (execution.max_loop_iterations).",
          Failing.TURN_LIMIT,
          0);
    } else if (limits.maxSubtaskTokens() > 0
        && subtask.attempt().tokens() >= limits.maxSubtaskTokens()) {
      Failing.fail(
          draft,
          subtask.id(),
          "Not done after "
              + subtask.attempt().tokens()
              + " tokens (execution.max_subtask_tokens).",
          Failing.TOKEN_LIMIT,
          0);
    }
  }

  private void judge(Draft draft, SubtaskState subtask, Phase.Judged judged) {
    var verdict = judged.verdict();
    if (!verdict.passed()) {
      Failing.fail(draft, subtask.id(), verdict.feedback(), Failing.VERIFICATION, verdict.tier());
      return;
    }
    var confidence = Confidence.of(subtask, verdict, limits.maxSubtaskRetries());
    if (judged.approved() || !asks(draft.state().wanted().approvalMode(), confidence)) {
      draft.record(
          new SubtaskCompleted(
              subtask.id(),
              "success",
              firstChars(subtask.answer()),
              Endings.seconds(subtask.startedAt(), draft.now()),
              confidence,
              verdict.outcome()));
    } else {
      askAboutResult(draft, subtask, judged, confidence);
    }
  }

  private boolean asks(ApprovalMode mode, double confidence) {
    return switch (mode) {
      case AUTO -> confidence < Math.min(LOW_CONFIDENCE, limits.autoApproveConfidenceThreshold());
      case MANUAL -> true;
      case CONFIDENCE_THRESHOLD -> confidence < limits.autoApproveConfidenceThreshold();
    };
  }

  private void askAboutResult(
      Draft draft, SubtaskState subtask, Phase.Judged judged, double confidence) {
    var step = subtask.turnStep(judged.turn());
    var result = firstChars(subtask.answer());
    var files = subtask.changes().files().stream().map(change -> change.path()).toList();
    draft.record(
        new ApprovalRequested(
            subtask.id(),
            step,
            "The subtask is done; its confidence is %.2f.".formatted(confidence),
            result,
            RiskLevel.LOW,
            Map.of(
                "confidence",
                confidence,
                "verification_tier",
                judged.verdict().tier(),
                "files_changed",
                files),
            ActionHash.of(step.value(), result),
            draft.now().plusSeconds(limits.approvalTimeoutSeconds())));
  }

  private static String firstChars(String text) {
    return text.length() <= SUMMARY_CHARS_MAX ? text : text.substring(0, SUMMARY_CHARS_MAX) + "…";
  }

  /// A failed attempt is followed by the next one in the same decision, or not at all.
  private void retryFailed(Draft draft) {
    for (var subtask : draft.state().subtasks().values()) {
      if (subtask.status() == SubtaskStatus.FAILED) {
        draft
            .failureOf(subtask.id())
            .filter(failure -> mayRetry(subtask, failure))
            .ifPresent(
                failure ->
                    draft.record(
                        new SubtaskRetrying(
                            subtask.id(),
                            subtask.retries() + 1,
                            nextTier(subtask),
                            failure.feedback())));
      }
    }
  }

  private boolean mayRetry(SubtaskState subtask, SubtaskFailed failure) {
    return subtask.retries() < limits.maxSubtaskRetries() && !Failing.isFinal(failure.category());
  }

  /// The first two attempts stay with the planned tier, the third goes one up, later ones to the
  /// top.
  private static int nextTier(SubtaskState subtask) {
    int planned = subtask.definition().modelTier();
    return switch (subtask.retries()) {
      case 0 -> planned;
      case 1 -> Math.min(planned + 1, Subtask.TIER_MAX);
      default -> Subtask.TIER_MAX;
    };
  }

  private static void skipHopeless(Draft draft) {
    if (!draft.state().spending().finishing()
        && draft.state().count(SubtaskStatus.FAILED) == 0
        && draft.state().count(SubtaskStatus.SKIPPED) == 0) {
      return;
    }
    for (var subtask : draft.state().subtasks().values()) {
      if (draft.state().spending().finishing() && subtask.status() == SubtaskStatus.PENDING) {
        draft.record(new SubtaskSkipped(subtask.id(), "Skipped: the task's budget is used up"));
      } else if (!subtask.status().isFinished()) {
        reasonToSkip(draft.state(), subtask)
            .ifPresent(
                reason -> draft.record(new SubtaskSkipped(subtask.id(), "Skipped: " + reason)));
      }
    }
  }

  private static Optional<String> reasonToSkip(TaskState state, SubtaskState subtask) {
    return state.subtasks().values().stream()
        .filter(each -> each.status() == SubtaskStatus.FAILED)
        .filter(each -> each.definition().criticalPath())
        .findFirst()
        .map(each -> "blocked by critical-path failure in " + each.id())
        .or(
            () ->
                subtask.needs().stream()
                    .map(id -> state.subtask(id).orElseThrow())
                    .filter(each -> each.status().isFinished())
                    .filter(each -> each.status() != SubtaskStatus.COMPLETED)
                    .findFirst()
                    .map(each -> "it needs " + each.id() + ", which was not done"));
  }

  private void startReady(Draft draft) {
    if (draft.state().plan().isEmpty() || draft.state().question().isOpen()) {
      return;
    }
    if (draft.state().wanted().planOnly()) {
      Endings.planned(draft);
      return;
    }
    if (draft.state().status() == TaskStatus.PLANNING) {
      draft.record(new TaskExecuting());
    }
    for (var subtask : draft.state().subtasks().values()) {
      if (draft.state().isHolding()
          || draft.state().count(SubtaskStatus.RUNNING) >= limits.maxParallelSubtasks()) {
        return;
      }
      if (subtask.status() == SubtaskStatus.PENDING
          && isReady(draft.state(), subtask)
          && budgets.allowsCall(draft)) {
        draft.record(
            new SubtaskStarted(
                subtask.id(), subtask.attempt().number() + 1, subtask.attempt().modelTier()));
      }
    }
  }

  private static boolean isReady(TaskState state, SubtaskState subtask) {
    return subtask.needs().stream()
        .allMatch(id -> state.subtask(id).orElseThrow().status() == SubtaskStatus.COMPLETED);
  }

  /// When nothing is left to do, the task is completed, gets another plan, or has failed.
  private void goOnOrEnd(Draft draft) {
    var state = draft.state();
    if (state.status().isFinished()
        || state.question().isOpen()
        || state.subtasks().isEmpty()
        || !state.subtasks().values().stream().allMatch(each -> each.status().isFinished())) {
      return;
    }
    var failures = Endings.failures(state);
    if (state.count(SubtaskStatus.FAILED) == 0 && state.count(SubtaskStatus.SKIPPED) == 0) {
      Endings.completed(draft);
    } else if (state.spending().finishing()) {
      Endings.failed(
          draft, failures.isEmpty() ? "The task's budget is used up." : failures, Failing.BUDGET);
    } else if (!plans.mayReplan(state)) {
      Endings.failed(draft, failures, "subtask_failed");
    } else if (!state.isHolding() && budgets.allowsCall(draft)) {
      plans.replan(draft);
    }
  }
}
