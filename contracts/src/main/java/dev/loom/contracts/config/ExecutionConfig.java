package dev.loom.contracts.config;

/// `[execution]`: limits and timeouts of task execution.
///
/// @param maxSubtaskRetries retries of a subtask after its first attempt
/// @param maxLoopIterations model turns per attempt
/// @param maxSubtaskTokens tokens per attempt; 0 for no limit
/// @param maxSubtaskToolCalls tool calls per attempt
/// @param maxRepeatedCalls identical tool calls without any change in between
/// @param maxReplans plan revisions of a task after failures
/// @param maxContextTokens tokens of a conversation sent to a model; older tool outputs are left
///   out first
/// @param maxParallelSubtasks concurrent subtasks of one task
/// @param maxParallelTasks concurrent tasks; further ones wait in the queue
/// @param maxQueuedTasks waiting tasks; further ones are rejected
/// @param autoApproveConfidenceThreshold confidence at or above which results need no approval
/// @param approvalTimeoutSeconds time after which an unanswered approval request is rejected
/// @param questionTimeoutSeconds time after which a model's question or a budget decision expires
/// @param subtaskTimeoutSeconds maximum duration of an attempt, without time spent waiting for
///   users
public record ExecutionConfig(
    int maxSubtaskRetries,
    int maxLoopIterations,
    int maxSubtaskTokens,
    int maxSubtaskToolCalls,
    int maxRepeatedCalls,
    int maxReplans,
    int maxContextTokens,
    int maxParallelSubtasks,
    int maxParallelTasks,
    int maxQueuedTasks,
    double autoApproveConfidenceThreshold,
    int approvalTimeoutSeconds,
    int questionTimeoutSeconds,
    int subtaskTimeoutSeconds) {
  public ExecutionConfig {
    ConfigBounds.requireRange("execution.max_subtask_retries", maxSubtaskRetries, 0, 20);
    ConfigBounds.requireRange("execution.max_loop_iterations", maxLoopIterations, 1, 1_000);
    ConfigBounds.requireRange("execution.max_subtask_tokens", maxSubtaskTokens, 0, 2_000_000_000);
    ConfigBounds.requireRange("execution.max_subtask_tool_calls", maxSubtaskToolCalls, 1, 10_000);
    ConfigBounds.requireRange("execution.max_repeated_calls", maxRepeatedCalls, 1, 1_000);
    ConfigBounds.requireRange("execution.max_replans", maxReplans, 0, 20);
    ConfigBounds.requireRange("execution.max_context_tokens", maxContextTokens, 1_000, 10_000_000);
    ConfigBounds.requireRange("execution.max_parallel_subtasks", maxParallelSubtasks, 1, 200);
    ConfigBounds.requireRange("execution.max_parallel_tasks", maxParallelTasks, 1, 10_000);
    ConfigBounds.requireRange("execution.max_queued_tasks", maxQueuedTasks, 0, 1_000_000);
    ConfigBounds.requireFraction(
        "execution.auto_approve_confidence_threshold", autoApproveConfidenceThreshold);
    ConfigBounds.requireRange(
        "execution.approval_timeout_seconds", approvalTimeoutSeconds, 1, 31_536_000);
    ConfigBounds.requireRange(
        "execution.question_timeout_seconds", questionTimeoutSeconds, 1, 31_536_000);
    ConfigBounds.requireRange(
        "execution.subtask_timeout_seconds", subtaskTimeoutSeconds, 1, 604_800);
  }

  public static ExecutionConfig defaults() {
    return new ExecutionConfig(
        3, 50, 2_000_000, 500, 3, 2, 32_000, 3, 100, 10_000, 0.8, 86_400, 86_400, 3_600);
  }
}
