package dev.loom.gateway.stream;

import dev.loom.contracts.event.TaskEvent;
import io.vertx.core.Future;
import java.util.function.Supplier;

/// Sends the tokens of a task to one reader until the task ends. Confined to one event loop.
final class TokenSubscriber implements StreamSubscriber {
  private final Supplier<Future<Boolean>> isFinished;
  private final SseWriter writer;
  private boolean stopped;

  /// @param isFinished checks whether the task has ended
  TokenSubscriber(Supplier<Future<Boolean>> isFinished, SseWriter writer) {
    this.isFinished = isFinished;
    this.writer = writer;
  }

  /// Ends the stream at once if the task ended before the subscription was active.
  @Override
  public void start() {
    isFinished
        .get()
        .onComplete(
            finished -> {
              if (finished.failed() || finished.result()) {
                end();
              }
            });
  }

  @Override
  public void stop() {
    stopped = true;
  }

  @Override
  public void onEvent(SseFrame frame) {
    if (frame.isLast()) {
      end();
    }
  }

  @Override
  public void onTransient(TaskEvent.Transient event, SseFrame frame) {
    if (event instanceof TaskEvent.TokenStreamed token && !stopped && writer.hasSpareCapacity()) {
      writer.add(SseFrame.ofTokenOnly(token));
    }
  }

  @Override
  public void onDrained() {}

  @Override
  public long seq() {
    return 0;
  }

  private void end() {
    if (!stopped) {
      stopped = true;
      writer.end();
    }
  }
}
