package dev.loom.contracts.task;

import dev.loom.contracts.CancellableRequest;
import dev.loom.contracts.id.OperationId;
import dev.loom.contracts.id.TaskId;
import java.time.Duration;
import java.util.UUID;

/// Waits until a task reaches a condition or the time is over. Fails as not found if there is no
/// such task, as overloaded if too many requests are waiting.
///
/// @param operationId id of this wait alone; cancelling the task's operations does not end it
/// @param millisMax longest wait, up to [#WAIT_MAX]
public record AwaitTask(OperationId operationId, TaskId taskId, Until until, long millisMax)
    implements CancellableRequest {
  /// Longest wait of one request.
  public static final Duration WAIT_MAX = Duration.ofHours(1);

  public AwaitTask {
    if (millisMax < 0 || millisMax > WAIT_MAX.toMillis()) {
      throw new IllegalArgumentException("a wait must be 0 ms to " + WAIT_MAX.toMillis() + " ms");
    }
  }

  /// Creates a request with an id of its own.
  public static AwaitTask create(TaskId task, Until until, Duration wait) {
    return new AwaitTask(
        new OperationId("await/" + UUID.randomUUID()), task, until, wait.toMillis());
  }

  /// Condition to wait for.
  public enum Until {
    /// The task has ended.
    FINISHED,
    /// The task waits for a user's decision or has ended.
    WAITING_FOR_USER_OR_FINISHED,
    /// The task has a plan or has ended.
    PLAN_READY;

    /// Returns whether a task fulfils the condition.
    public boolean isReached(TaskSnapshot task) {
      return task.status().isFinished()
          || switch (this) {
            case FINISHED -> false;
            case WAITING_FOR_USER_OR_FINISHED -> !task.interaction().waitingFor().isEmpty();
            case PLAN_READY -> task.planVersion() > 0;
          };
    }
  }

  /// Reply.
  ///
  /// @param task current state
  /// @param reached whether the condition is reached; if not, the time is over
  public record Awaited(TaskSnapshot task, boolean reached) {}
}
