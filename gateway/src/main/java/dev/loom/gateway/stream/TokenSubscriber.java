package dev.loom.gateway.stream;

import dev.loom.contracts.event.StreamedToken;
import io.vertx.core.Future;
import java.util.function.Supplier;

/// Tokens for one reader, from now to the end of the task, and nothing else. Belongs to one event
/// loop.
final class TokenSubscriber implements StreamSubscriber {
  private final Supplier<Future<Boolean>> isFinished;
  private final SseWriter writer;
  private boolean stopped;

  /// @param isOver asks whether the task is over already
  TokenSubscriber(Supplier<Future<Boolean>> isFinished, SseWriter writer) {
    this.isFinished = isFinished;
    this.writer = writer;
  }

  /// The end may have come before anybody listened.
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
  public void onToken(StreamedToken token, SseFrame frame) {
    if (!stopped && writer.hasSpareCapacity()) {
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
