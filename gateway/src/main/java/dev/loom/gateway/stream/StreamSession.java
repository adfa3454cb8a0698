package dev.loom.gateway.stream;

import dev.loom.contracts.id.TaskId;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.time.Instant;
import java.util.function.Consumer;
import java.util.function.Function;

/// One reader's visit: its response, what it watches and its way out. Belongs to one event loop.
final class StreamSession {
  private static final CharSequence EVENT_STREAM =
      HttpHeaders.createOptimized("text/event-stream; charset=utf-8");
  private static final CharSequence BUFFERING = HttpHeaders.createOptimized("x-accel-buffering");
  private static final CharSequence NO = HttpHeaders.createOptimized("no");
  private static final long KEEPALIVE_MILLIS = 15_000;

  private final HttpServerRequest request;
  private final TaskId task;
  private final Feeds feeds;
  private final Consumer<StreamSession> whenOver;
  private final Outlet outlet;
  private final Watcher watcher;
  private boolean over;

  /// @param watcher makes what the reader gets of the task, given the way out
  /// @param whenOver runs once, when the visit is over
  StreamSession(
      HttpServerRequest request,
      TaskId task,
      Function<Outlet, Watcher> watcher,
      Feeds feeds,
      TurnEnd turnEnd,
      Consumer<StreamSession> whenOver) {
    this.request = request;
    this.task = task;
    this.feeds = feeds;
    this.whenOver = whenOver;
    this.outlet = new Outlet(this::write, turnEnd, this::emptied, this::close);
    this.watcher = watcher.apply(outlet);
  }

  /// Listens first and reads then, so that nothing falls between.
  Future<Void> open() {
    return feeds.join(task, watcher).onSuccess(ignored -> begin());
  }

  static void writeHeaders(HttpServerRequest request) {
    request.response().putHeader(HttpHeaders.CONTENT_TYPE, EVENT_STREAM).putHeader(BUFFERING, NO);
  }

  private void begin() {
    if (over) {
      return;
    }
    writeHeaders(request);
    request.response().setChunked(true);
    outlet.add(Frame.OPENING);
    watcher.start();
  }

  /// Keeps a quiet connection alive and dismisses a reader that takes nothing.
  void sweep(long stallMillisMax) {
    if (over) {
      return;
    }
    if (outlet.stalledMillis() >= stallMillisMax) {
      dismiss();
    } else if (outlet.quietMillis() >= KEEPALIVE_MILLIS) {
      outlet.add(Frame.KEEPALIVE);
    }
  }

  /// Says so as far as it still hears anything. The connection closes once that is taken, or when
  /// the server's limit on stuck writes is reached.
  private void dismiss() {
    outlet.endInsteadWith(Frame.ofLagged(task, watcher.seq(), Instant.now()));
    request.connection().close();
    close();
  }

  /// The visit is over, whoever ended it. Everything it held is let go.
  void close() {
    if (over) {
      return;
    }
    over = true;
    watcher.stop();
    outlet.close();
    feeds.leave(task, watcher);
    whenOver.accept(this);
  }

  int waitingBytes() {
    return outlet.waitingBytes();
  }

  private void emptied() {
    watcher.emptied();
  }

  private Future<Void> write(Buffer bytes, boolean last) {
    var response = request.response();
    if (response.ended() || response.closed()) {
      return Future.failedFuture("closed");
    }
    return last ? response.end(bytes) : response.write(bytes);
  }
}
