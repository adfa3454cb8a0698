package dev.loom.gateway.stream;

import dev.loom.contracts.event.StreamedToken;
import io.vertx.core.Future;
import java.util.function.Supplier;

/// Tokens for one reader, from now to the end of the task, and nothing else. Belongs to one event
/// loop.
final class TokenTail implements Watcher {
  private final Supplier<Future<Boolean>> isOver;
  private final Outlet outlet;
  private boolean stopped;

  /// @param isOver asks whether the task is over already
  TokenTail(Supplier<Future<Boolean>> isOver, Outlet outlet) {
    this.isOver = isOver;
    this.outlet = outlet;
  }

  /// The end may have come before anybody listened.
  @Override
  public void start() {
    isOver
        .get()
        .onComplete(
            over -> {
              if (over.failed() || over.result()) {
                end();
              }
            });
  }

  @Override
  public void stop() {
    stopped = true;
  }

  @Override
  public void heard(Frame frame) {
    if (frame.isLast()) {
      end();
    }
  }

  @Override
  public void heardToken(StreamedToken token, Frame frame) {
    if (!stopped && outlet.hasRoomToSpare()) {
      outlet.add(Frame.ofTokenAlone(token));
    }
  }

  @Override
  public void emptied() {}

  @Override
  public long seq() {
    return 0;
  }

  private void end() {
    if (!stopped) {
      stopped = true;
      outlet.end();
    }
  }
}
