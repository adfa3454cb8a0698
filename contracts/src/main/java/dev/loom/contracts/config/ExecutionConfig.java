package dev.loom.contracts.config;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.loom.contracts.RecordChecks;

/// `[execution]`: limits and timeouts of task execution.
///
/// @param attempts limits of a subtask and its attempts
/// @param maxReplans plan revisions of a task after failures
/// @param maxCrashes engine crashes in a row while a task is running, after which it is paused; 0
///   for never
/// @param maxContextTokens tokens of a conversation sent to a model; older tool outputs are left
///   out first
/// @param maxShownTools number of tools of which a model is shown all; of more, it finds those that
///   are not Loom's with `find_tools`
/// @param concurrency how much runs at once
/// @param review when users decide, and how long a decision may take
public record ExecutionConfig(
    @JsonUnwrapped AttemptLimits attempts,
    int maxReplans,
    int maxCrashes,
    int maxContextTokens,
    int maxShownTools,
    @JsonUnwrapped Concurrency concurrency,
    @JsonUnwrapped Review review) {
  private static final int MAX_SHOWN_TOOLS = 40;

  public ExecutionConfig {
    RecordChecks.requireNonNull(ExecutionConfig.class, attempts, concurrency, review);
    ConfigBounds.requireRange("execution.max_replans", maxReplans, 0, 20);
    ConfigBounds.requireRange("execution.max_crashes", maxCrashes, 0, 1_000);
    ConfigBounds.requireRange("execution.max_context_tokens", maxContextTokens, 1_000, 10_000_000);
    ConfigBounds.requireRange("execution.max_shown_tools", maxShownTools, 0, 10_000);
  }

  /// Creates a configuration with the defaults of [#maxCrashes] and [#maxShownTools].
  public ExecutionConfig(
      AttemptLimits attempts,
      int maxReplans,
      int maxContextTokens,
      Concurrency concurrency,
      Review review) {
    this(attempts, maxReplans, 3, maxContextTokens, MAX_SHOWN_TOOLS, concurrency, review);
  }

  /// Limits of a subtask and its attempts.
  ///
  /// @param maxSubtaskRetries retries of a subtask after its first attempt
  /// @param maxLoopIterations model turns per attempt
  /// @param maxSubtaskTokens tokens per attempt; 0 for no limit
  /// @param maxSubtaskToolCalls tool calls per attempt
  /// @param maxRepeatedCalls identical tool calls without any change in between
  /// @param subtaskTimeoutSeconds maximum duration of an attempt, without time spent waiting for
  ///   users
  public record AttemptLimits(
      int maxSubtaskRetries,
      int maxLoopIterations,
      int maxSubtaskTokens,
      int maxSubtaskToolCalls,
      int maxRepeatedCalls,
      int subtaskTimeoutSeconds) {
    public AttemptLimits {
      ConfigBounds.requireRange("execution.max_subtask_retries", maxSubtaskRetries, 0, 20);
      ConfigBounds.requireRange("execution.max_loop_iterations", maxLoopIterations, 1, 1_000);
      ConfigBounds.requireRange("execution.max_subtask_tokens", maxSubtaskTokens, 0, 2_000_000_000);
      ConfigBounds.requireRange("execution.max_subtask_tool_calls", maxSubtaskToolCalls, 1, 10_000);
      ConfigBounds.requireRange("execution.max_repeated_calls", maxRepeatedCalls, 1, 1_000);
      ConfigBounds.requireRange(
          "execution.subtask_timeout_seconds", subtaskTimeoutSeconds, 1, 604_800);
    }
  }

  /// Limits of concurrent work.
  ///
  /// @param maxParallelSubtasks concurrent subtasks of one task
  /// @param maxParallelTasks concurrent tasks; further ones wait in the queue
  /// @param maxQueuedTasks waiting tasks; further ones are rejected
  public record Concurrency(int maxParallelSubtasks, int maxParallelTasks, int maxQueuedTasks) {
    public Concurrency {
      ConfigBounds.requireRange("execution.max_parallel_subtasks", maxParallelSubtasks, 1, 200);
      ConfigBounds.requireRange("execution.max_parallel_tasks", maxParallelTasks, 1, 10_000);
      ConfigBounds.requireRange("execution.max_queued_tasks", maxQueuedTasks, 0, 1_000_000);
    }
  }

  /// Decisions of users.
  ///
  /// @param autoApproveConfidenceThreshold confidence at or above which results need no approval
  /// @param approvalTimeoutSeconds time after which an unanswered approval request is rejected
  /// @param questionTimeoutSeconds time after which a model's question or a budget decision expires
  public record Review(
      double autoApproveConfidenceThreshold,
      int approvalTimeoutSeconds,
      int questionTimeoutSeconds) {
    public Review {
      ConfigBounds.requireFraction(
          "execution.auto_approve_confidence_threshold", autoApproveConfidenceThreshold);
      ConfigBounds.requireRange(
          "execution.approval_timeout_seconds", approvalTimeoutSeconds, 1, 31_536_000);
      ConfigBounds.requireRange(
          "execution.question_timeout_seconds", questionTimeoutSeconds, 1, 31_536_000);
    }
  }

  public static ExecutionConfig defaults() {
    return new ExecutionConfig(
        new AttemptLimits(3, 50, 2_000_000, 500, 3, 3_600),
        2,
        3,
        32_000,
        MAX_SHOWN_TOOLS,
        new Concurrency(3, 100, 10_000),
        new Review(0.8, 86_400, 86_400));
  }
}
