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

/// One request and its answer, driven by an event loop and read by a thread that waits.
///
/// What arrives lies in a queue; when the reader falls behind, the server is held up, so the queue
/// stays short. Closing an exchange that is not over closes its connection at once, on the event
/// loop that drives both: only there is it known whether the connection is still this one's,
/// because the pool lends it out again in the moment in which an answer ends.
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

  /// Something from the server.
  sealed interface StreamEvent {
    /// @param header gives a header's value or null
    record Head(int status, UnaryOperator<String> header) implements StreamEvent {}

    record Chunk(byte[] bytes) implements StreamEvent {}

    record End() implements StreamEvent {}

    record Failed(Throwable cause) implements StreamEvent {}
  }

  /// @param loop drives it
  /// @param client gives a client whose connections are all driven by the loop that it is asked on
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

  /// Waits for what comes next.
  ///
  /// @return everything that is there, at least one, or none when nothing came in time
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

  private void onResponse(HttpClientResponse answer) {
    synchronized (this) {
      response = answer;
    }
    answer.exceptionHandler(this::onFailure);
    answer.endHandler(end -> finish(new StreamEvent.End()));
    answer.handler(this::onChunk);
    events.add(new StreamEvent.Head(answer.statusCode(), answer.headers()::get));
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

  /// The reader may have emptied the queue just before it could see that the server is held; then
  /// nobody else would let go.
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

  /// Its end may lie behind what was held up.
  private void abort() {
    if (response != null) {
      response.resume();
    }
    if (!ended) {
      request.reset();
    }
  }
}
