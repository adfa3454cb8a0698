package dev.loom.contracts.config;

/// `[execution]`: how tasks are run.
///
/// @param maxSubtaskRetries attempts of a subtask after its first
/// @param maxLoopIterations model turns in one attempt
/// @param maxParallelSubtasks subtasks of one task at a time
/// @param maxParallelTasks tasks at a time; more wait for their turn
/// @param maxQueuedTasks tasks that may wait; more are refused
/// @param autoApproveConfidenceThreshold the confidence from which on nobody is asked
/// @param approvalTimeoutSeconds after which an unanswered question counts as a no
/// @param subtaskTimeoutSeconds the longest one attempt may take, waiting for people not counted
public record ExecutionConfig(
    int maxSubtaskRetries,
    int maxLoopIterations,
    int maxParallelSubtasks,
    int maxParallelTasks,
    int maxQueuedTasks,
    double autoApproveConfidenceThreshold,
    int approvalTimeoutSeconds,
    int subtaskTimeoutSeconds) {
  public ExecutionConfig {
    Bounds.check("execution.max_subtask_retries", maxSubtaskRetries, 0, 20);
    Bounds.check("execution.max_loop_iterations", maxLoopIterations, 1, 1_000);
    Bounds.check("execution.max_parallel_subtasks", maxParallelSubtasks, 1, 200);
    Bounds.check("execution.max_parallel_tasks", maxParallelTasks, 1, 10_000);
    Bounds.check("execution.max_queued_tasks", maxQueuedTasks, 0, 1_000_000);
    Bounds.share("execution.auto_approve_confidence_threshold", autoApproveConfidenceThreshold);
    Bounds.check("execution.approval_timeout_seconds", approvalTimeoutSeconds, 1, 31_536_000);
    Bounds.check("execution.subtask_timeout_seconds", subtaskTimeoutSeconds, 1, 604_800);
  }

  public static ExecutionConfig defaults() {
    return new ExecutionConfig(3, 50, 3, 100, 10_000, 0.8, 86_400, 3_600);
  }
}
