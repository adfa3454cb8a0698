package dev.loom.models.http;

import dev.loom.bus.http.HostAddresses;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.RequestOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/// An HTTP request and its streamed response, driven by an event loop and read by a blocking
/// thread.
///
/// Events are queued; when the reader falls behind, the response is paused, which bounds the queue.
/// Closing an unfinished call resets its connection on the call's event loop, because only that
/// loop knows whether the pool has already given the connection to another call.
final class StreamingCall implements AutoCloseable {
  private static final int QUEUED_EVENTS_MAX = 64;

  private final BlockingQueue<StreamEvent> events = new LinkedBlockingQueue<>();
  private HttpClientRequest request;
  private HttpClientResponse response;
  private final Context context;
  private boolean paused;
  private boolean ended;
  private boolean closed;

  private StreamingCall(Context context) {
    this.context = context;
  }

  /// An event of the response.
  sealed interface StreamEvent {
    /// @param header returns the value of a header, or null
    record Head(int status, UnaryOperator<String> header) implements StreamEvent {}

    record Chunk(Buffer bytes) implements StreamEvent {}

    record End() implements StreamEvent {}

    record Failed(Throwable cause) implements StreamEvent {}
  }

  /// Sends the request.
  ///
  /// @param context the event loop context that drives the call
  /// @param client returns a client whose connections are driven by the current loop
  static StreamingCall start(
      Context context, Supplier<HttpClient> client, RequestOptions options, Buffer body) {
    var call = new StreamingCall(context);
    context.runOnContext(
        ignored ->
            Future.succeededFuture()
                .compose(none -> HostAddresses.request(context.owner(), client.get(), options))
                .onComplete(newRequest -> call.send(newRequest, body), call::onFailure));
    return call;
  }

  /// Waits for the next events.
  ///
  /// @return all queued events, or an empty list after a timeout
  List<StreamEvent> poll(long nanos) throws InterruptedException {
    var first = events.poll(Math.max(0, nanos), TimeUnit.NANOSECONDS);
    if (first == null) {
      return List.of();
    }
    var batch = new ArrayList<StreamEvent>();
    batch.add(first);
    events.drainTo(batch);
    resume();
    return batch;
  }

  private void send(HttpClientRequest newRequest, Buffer body) {
    synchronized (this) {
      if (closed) {
        newRequest.reset();
        return;
      }
      request = newRequest;
    }
    newRequest.send(body).onComplete(this::onResponse, this::onFailure);
  }

  private void onResponse(HttpClientResponse newResponse) {
    synchronized (this) {
      response = newResponse;
    }
    newResponse.exceptionHandler(this::onFailure);
    newResponse.endHandler(end -> finish(new StreamEvent.End()));
    newResponse.handler(this::onChunk);
    events.add(new StreamEvent.Head(newResponse.statusCode(), newResponse.headers()::get));
  }

  private void onChunk(Buffer buffer) {
    if (isClosed()) {
      return;
    }
    events.add(new StreamEvent.Chunk(buffer));
    if (events.size() >= QUEUED_EVENTS_MAX) {
      pause();
    }
  }

  /// Pauses the response. Resumes it at once if the reader emptied the queue meanwhile, because the
  /// reader would not resume it later.
  private synchronized void pause() {
    paused = true;
    response.pause();
    if (events.size() < QUEUED_EVENTS_MAX) {
      resume();
    }
  }

  private synchronized void resume() {
    if (paused) {
      paused = false;
      context.runOnContext(ignored -> response.resume());
    }
  }

  private void onFailure(Throwable cause) {
    finish(new StreamEvent.Failed(cause));
  }

  private void finish(StreamEvent last) {
    synchronized (this) {
      ended = true;
    }
    events.add(last);
  }

  private synchronized boolean isClosed() {
    return closed;
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      if (request == null || ended) {
        return;
      }
    }
    context.runOnContext(ignored -> abort());
  }

  /// Resumes the response first, because its end may be withheld by the pause.
  private void abort() {
    if (response != null) {
      response.resume();
    }
    if (!ended) {
      request.reset();
    }
  }
}
