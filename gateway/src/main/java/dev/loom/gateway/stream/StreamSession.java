package dev.loom.gateway.stream;

import dev.loom.contracts.id.TaskId;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

/// Represents one streaming response with its subscriber and writer. Confined to one event loop.
final class StreamSession {
  /// With the interval of the sweeps at most 3.5 seconds: httpx closes a connection that is silent
  /// for 5 seconds by default.
  private static final long KEEPALIVE_MILLIS = 2_500;

  private final HttpServerRequest request;
  private final TaskId task;
  private final TaskSubscriptions subscriptions;
  private final Consumer<StreamSession> onClose;
  private final SseWriter writer;
  private final StreamSubscriber subscriber;
  private boolean closed;

  /// @param subscriber creates the subscriber for a writer
  /// @param onClose runs once when the session ends
  StreamSession(
      HttpServerRequest request,
      TaskId task,
      Function<SseWriter, StreamSubscriber> subscriber,
      TaskSubscriptions subscriptions,
      Vertx vertx,
      Consumer<StreamSession> onClose) {
    this.request = request;
    this.task = task;
    this.subscriptions = subscriptions;
    this.onClose = onClose;
    this.writer =
        new SseWriter(
            this::write,
            flush -> vertx.runOnContext(ignored -> flush.run()),
            () -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime()),
            this::onDrained,
            this::close);
    this.subscriber = subscriber.apply(writer);
  }

  /// Subscribes before the subscriber starts, so that no event is missed.
  Future<Void> open() {
    return subscriptions.subscribe(task, subscriber).onSuccess(ignored -> begin());
  }

  static void writeHeaders(HttpServerRequest request) {
    request
        .response()
        .putHeader(HttpHeaders.CONTENT_TYPE, "text/event-stream; charset=utf-8")
        .putHeader("x-accel-buffering", "no");
  }

  private void begin() {
    if (closed) {
      return;
    }
    writeHeaders(request);
    request.response().setChunked(true);
    writer.add(SseFrame.OPENING);
    subscriber.start();
  }

  /// Sends a keepalive on an idle connection and disconnects a stalled reader.
  void sweep(long stallMillisMax) {
    if (closed) {
      return;
    }
    if (writer.stalledMillis() >= stallMillisMax) {
      disconnectLagging();
    } else if (writer.idleMillis() >= KEEPALIVE_MILLIS) {
      writer.add(SseFrame.KEEPALIVE);
    }
  }

  /// Ends the response after the queued frames.
  void end() {
    writer.end();
  }

  /// Sends a `lagged` frame and closes the connection: after that frame, or at the server's write
  /// timeout if the reader accepts no more bytes.
  private void disconnectLagging() {
    writer.discardAndEndWith(SseFrame.ofLagged(task, subscriber.seq(), Instant.now()));
    request.connection().close();
    close();
  }

  /// Ends the session and releases its resources. Idempotent.
  void close() {
    if (closed) {
      return;
    }
    closed = true;
    subscriber.stop();
    writer.close();
    subscriptions.unsubscribe(task, subscriber);
    onClose.accept(this);
  }

  int queuedBytes() {
    return writer.queuedBytes();
  }

  private void onDrained() {
    subscriber.onDrained();
  }

  private Future<Void> write(Buffer bytes, boolean last) {
    var response = request.response();
    if (response.ended() || response.closed()) {
      return Future.failedFuture("closed");
    }
    return last ? response.end(bytes) : response.write(bytes);
  }
}
