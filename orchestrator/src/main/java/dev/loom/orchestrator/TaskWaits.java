package dev.loom.orchestrator;

import dev.loom.bus.Addresses;
import dev.loom.bus.Bus;
import dev.loom.contracts.journal.FindTask;
import dev.loom.contracts.task.AwaitTask;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// Waits for conditions of tasks. An event is only a hint to read the task again: one that gets
/// lost delays the reply by the period of the check.
final class TaskWaits {
  private static final Duration CHECK_PERIOD = Duration.ofSeconds(5);

  private final Bus bus;
  private final long periodNanos;

  TaskWaits(Bus bus) {
    this(bus, CHECK_PERIOD);
  }

  TaskWaits(Bus bus, Duration checkPeriod) {
    this.bus = bus;
    this.periodNanos = checkPeriod.toNanos();
  }

  /// Blocks until the condition is reached or the time is over.
  AwaitTask.Awaited await(AwaitTask request) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(request.millisMax());
    var hints = new Semaphore(0);
    var subscription =
        bus.subscribe(
                Addresses.TASK_EVENTS,
                request.taskId().value(),
                entry -> {
                  if (entry.type().endsTask() || request.until() != AwaitTask.Until.FINISHED) {
                    hints.release();
                  }
                })
            .await();
    try {
      while (true) {
        var task = bus.request(Addresses.TASK_FIND, new FindTask(request.taskId()));
        long left = end - System.nanoTime();
        if (request.until().isReached(task) || left <= 0) {
          return new AwaitTask.Awaited(task, request.until().isReached(task));
        }
        hints.tryAcquire(Math.min(left, periodNanos), TimeUnit.NANOSECONDS);
        hints.drainPermits();
      }
    } finally {
      subscription.close();
    }
  }
}
