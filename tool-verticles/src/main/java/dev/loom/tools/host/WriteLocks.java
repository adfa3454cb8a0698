package dev.loom.tools.host;

import dev.loom.contracts.tool.RunTool;
import dev.loom.tools.change.SharedValues;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// Lets the calls that may change files of a workspace run one after another, in the order in which
/// they arrive, whatever task they belong to. Thread-safe.
final class WriteLocks {
  private static final Logger LOG = System.getLogger(WriteLocks.class.getName());

  /// With the longest command, less than the time that callers wait for a tool call.
  private static final Duration WAIT_MAX = Duration.ofHours(1);

  /// Shorter waits are usual and not logged.
  private static final Duration LOGGED_WAIT = Duration.ofSeconds(1);

  /// A lock is shared as long as a call holds it or waits for it.
  private final SharedValues<String, Semaphore> locks =
      new SharedValues<>(workspace -> new Semaphore(1, true), 1);

  private final Duration waitMax;

  WriteLocks() {
    this(WAIT_MAX);
  }

  WriteLocks(Duration waitMax) {
    this.waitMax = waitMax;
  }

  /// Waits until no other call holds the lock. The caller closes it.
  ///
  /// @throws WaitedTooLongException if other calls hold it for too long
  /// @throws InterruptedException if the call is cancelled
  WriteLock acquire(RunTool call) throws InterruptedException, WaitedTooLongException {
    var lock = locks.get(call.workspace());
    if (!lock.tryAcquire(LOGGED_WAIT.toNanos(), TimeUnit.NANOSECONDS)) {
      LOG.log(
          Level.INFO,
          "Step {0} of task {1} waits, because another call may change files in {2}",
          call.stepId(),
          call.taskId(),
          call.workspace());
      if (!lock.tryAcquire(waitMax.toNanos(), TimeUnit.NANOSECONDS)) {
        throw new WaitedTooLongException(
            "Other calls have been changing files of the workspace for %d minutes. Nothing was done; try again later"
                .formatted(waitMax.toMinutes()));
      }
    }
    return lock::release;
  }

  /// The exclusive right to change files of a workspace.
  @FunctionalInterface
  interface WriteLock extends AutoCloseable {
    WriteLock NONE = () -> {};

    @Override
    void close();
  }

  static final class WaitedTooLongException extends Exception {
    private static final long serialVersionUID = 1L;

    WaitedTooLongException(String message) {
      super(message);
    }
  }
}
