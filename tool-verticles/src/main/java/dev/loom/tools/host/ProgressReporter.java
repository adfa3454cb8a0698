package dev.loom.tools.host;

import dev.loom.contracts.event.TaskEvent.ToolProgress;
import dev.loom.contracts.text.TextTruncator;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// Publishes the progress of one call, at most four messages a second: of messages that arrive
/// faster the last one, once the second allows it. Publishes nothing after its end. Thread-safe.
final class ProgressReporter implements AutoCloseable {
  static final long INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

  private final Consumer<String> publisher;
  private final ScheduledExecutorService clock;
  private long nextNanos = System.nanoTime();
  private String pending = "";
  private boolean closed;

  ProgressReporter(Consumer<String> publisher, ScheduledExecutorService clock) {
    this.publisher = publisher;
    this.clock = clock;
  }

  /// Publishes a message as one line without control characters.
  synchronized void report(String message) {
    var line = message.replaceAll("[\\p{Cntrl}\\p{Cf}\\p{Zl}\\p{Zp}]+", " ").strip();
    if (line.isEmpty() || closed) {
      return;
    }
    var waiting = !pending.isEmpty();
    pending = TextTruncator.withEllipsis(line, ToolProgress.MESSAGE_CHARS_MAX - 1);
    var delayNanos = nextNanos - System.nanoTime();
    if (delayNanos <= 0) {
      publish();
    } else if (!waiting) {
      clock.schedule(this::publish, delayNanos, TimeUnit.NANOSECONDS);
    }
  }

  private synchronized void publish() {
    if (!pending.isEmpty() && !closed) {
      nextNanos = System.nanoTime() + INTERVAL_NANOS;
      publisher.accept(pending);
      pending = "";
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
  }
}
