package dev.loom.contracts.config;

/// `[execution]`: how tasks are run.
///
/// @param maxSubtaskRetries attempts of a subtask after its first
/// @param maxLoopIterations model turns in one attempt
/// @param maxSubtaskTokens tokens that one attempt may take; 0 for no limit
/// @param maxSubtaskToolCalls tool calls in one attempt
/// @param maxRepeatedCalls how often the same call may be made with nothing changed in between
/// @param maxReplans how often a task's plan may be revised after failures
/// @param maxContextTokens how much of a conversation a model is shown; older tool outputs are left
///   out first
/// @param maxParallelSubtasks subtasks of one task at a time
/// @param maxParallelTasks tasks at a time; more wait for their turn
/// @param maxQueuedTasks tasks that may wait; more are refused
/// @param autoApproveConfidenceThreshold the confidence from which on nobody is asked
/// @param approvalTimeoutSeconds after which an unanswered request for approval counts as a no
/// @param questionTimeoutSeconds after which a model's question, or a budget's, is left unanswered
/// @param subtaskTimeoutSeconds the longest one attempt may take, waiting for people not counted
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
