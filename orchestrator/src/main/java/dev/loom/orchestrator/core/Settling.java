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
  private final Gating gating;

  Settling(Rules rules) {
    this.limits = rules.execution();
    this.gating = new Gating(rules);
  }

  void settle(Draft draft) {
    for (int round = 0; round < ROUNDS_MAX; round++) {
      if (draft.state().status().isFinished()) {
        return;
      }
      int before = draft.size();
      for (var id : draft.state().subtasks().keySet()) {
        advance(draft, id);
      }
      retryFailed(draft);
      skipHopeless(draft);
      startReady(draft);
      endIfOver(draft);
      if (draft.size() == before) {
        return;
      }
    }
    throw new IllegalStateException("a state that never settles");
  }

  private void advance(Draft draft, SubtaskId id) {
    var subtask = draft.state().subtask(id).orElseThrow();
    switch (subtask.phase()) {
      case Phase.Thinking p when p.turn() > limits.maxLoopIterations() ->
          Failing.fail(
              draft,
              id,
              "Not done after "
                  + limits.maxLoopIterations()
                  + " model turns (execution.max_loop_iterations).",
              "turn_limit",
              0);
      case Phase.Calling p -> gating.startCalls(draft, subtask, p);
      case Phase.Judged p -> judge(draft, subtask, p);
      case Phase.Idle p -> {}
      case Phase.Thinking p -> {}
      case Phase.Judging p -> {}
      case Phase.Asking p -> {}
    }
  }

  private void judge(Draft draft, SubtaskState subtask, Phase.Judged judged) {
    var verdict = judged.verdict();
    if (!verdict.passed()) {
      Failing.fail(draft, subtask.id(), verdict.feedback(), "verification", verdict.tier());
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
              confidence));
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
                            subtask.attempt().number(),
                            nextTier(subtask),
                            failure.feedback())));
      }
    }
  }

  private boolean mayRetry(SubtaskState subtask, SubtaskFailed failure) {
    return subtask.attempt().number() <= limits.maxSubtaskRetries()
        && !Failing.isFinal(failure.category());
  }

  /// The first two attempts stay with the planned tier, the third goes one up, later ones to the
  /// top.
  private static int nextTier(SubtaskState subtask) {
    int planned = subtask.definition().modelTier();
    return switch (subtask.attempt().number()) {
      case 1 -> planned;
      case 2 -> Math.min(planned + 1, Subtask.TIER_MAX);
      default -> Subtask.TIER_MAX;
    };
  }

  private static void skipHopeless(Draft draft) {
    for (var subtask : draft.state().subtasks().values()) {
      if (!subtask.status().isFinished()) {
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
    if (draft.state().status() == TaskStatus.PLANNING) {
      draft.record(new TaskExecuting());
    }
    for (var subtask : draft.state().subtasks().values()) {
      if (draft.state().count(SubtaskStatus.RUNNING) >= limits.maxParallelSubtasks()) {
        return;
      }
      if (subtask.status() == SubtaskStatus.PENDING && isReady(draft.state(), subtask)) {
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

  private static void endIfOver(Draft draft) {
    var state = draft.state();
    if (state.subtasks().isEmpty()
        || !state.subtasks().values().stream().allMatch(each -> each.status().isFinished())) {
      return;
    }
    var failures =
        state.subtasks().values().stream()
            .filter(each -> each.status() == SubtaskStatus.FAILED)
            .map(each -> each.id() + ": " + each.summary())
            .toList();
    if (failures.isEmpty()) {
      Endings.completed(draft);
    } else {
      Endings.failed(draft, String.join("\n", failures), "subtask_failed");
    }
  }
}
