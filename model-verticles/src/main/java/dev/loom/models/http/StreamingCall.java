package dev.loom.models.http;

import io.vertx.core.Context;
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
/// Closing an unfinished call resets its connection on the event loop that drives it: only there is
/// it certain that the pool has not already given the connection to another call.
final class StreamingCall implements AutoCloseable {
  private static final int QUEUED_EVENTS_MAX = 64;

  private final BlockingQueue<StreamEvent> events = new LinkedBlockingQueue<>();
  private HttpClientRequest request;
  private HttpClientResponse response;
  private final Context loop;
  private boolean paused;
  private boolean ended;
  private boolean closed;

  private StreamingCall(Context loop) {
    this.loop = loop;
  }

  /// An event of the response.
  sealed interface StreamEvent {
    /// @param header returns the value of a header, or null
    record Head(int status, UnaryOperator<String> header) implements StreamEvent {}

    record Chunk(byte[] bytes) implements StreamEvent {}

    record End() implements StreamEvent {}

    record Failed(Throwable cause) implements StreamEvent {}
  }

  /// Sends the request.
  ///
  /// @param loop the event loop context that drives the call
  /// @param client returns a client whose connections are driven by the current loop
  static StreamingCall start(
      Context loop, Supplier<HttpClient> client, RequestOptions options, Buffer body) {
    var call = new StreamingCall(loop);
    loop.runOnContext(
        ignored ->
            client
                .get()
                .request(options)
                .onComplete(opened -> call.send(opened, body), call::onFailure));
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
    var all = new ArrayList<StreamEvent>();
    all.add(first);
    events.drainTo(all);
    resume();
    return all;
  }

  private void send(HttpClientRequest opened, Buffer body) {
    synchronized (this) {
      if (closed) {
        opened.reset();
        return;
      }
      request = opened;
    }
    opened.send(body).onComplete(this::onResponse, this::onFailure);
  }

  private void onResponse(HttpClientResponse received) {
    synchronized (this) {
      response = received;
    }
    received.exceptionHandler(this::onFailure);
    received.endHandler(end -> finish(new StreamEvent.End()));
    received.handler(this::onChunk);
    events.add(new StreamEvent.Head(received.statusCode(), received.headers()::get));
  }

  private void onChunk(Buffer buffer) {
    if (isClosed()) {
      return;
    }
    events.add(new StreamEvent.Chunk(buffer.getBytes()));
    if (events.size() >= QUEUED_EVENTS_MAX) {
      pause();
    }
  }

  /// Pauses the response, but resumes it at once if the reader emptied the queue meanwhile;
  /// otherwise no later call would resume it.
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
      loop.runOnContext(ignored -> response.resume());
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
    loop.runOnContext(ignored -> abort());
  }

  /// Resumes first, because the end of the response may be waiting behind the pause.
  private void abort() {
    if (response != null) {
      response.resume();
    }
    if (!ended) {
      request.reset();
    }
  }
}
