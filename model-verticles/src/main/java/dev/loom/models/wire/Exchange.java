package dev.loom.models.wire;

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
final class Exchange implements AutoCloseable {
  private static final int ARRIVALS_MAX = 64;

  private final BlockingQueue<Arrival> arrivals = new LinkedBlockingQueue<>();
  private HttpClientRequest request;
  private HttpClientResponse response;
  private final Context loop;
  private boolean held;
  private boolean over;
  private boolean closed;

  private Exchange(Context loop) {
    this.loop = loop;
  }

  /// Something from the server.
  sealed interface Arrival {
    /// @param header gives a header's value or null
    record Head(int status, UnaryOperator<String> header) implements Arrival {}

    record Bytes(byte[] bytes) implements Arrival {}

    record End() implements Arrival {}

    record Broken(Throwable cause) implements Arrival {}
  }

  /// @param loop drives it
  /// @param client gives a client whose connections are all driven by the loop that it is asked on
  static Exchange start(
      Context loop, Supplier<HttpClient> client, RequestOptions options, Buffer body) {
    var exchange = new Exchange(loop);
    loop.runOnContext(
        ignored ->
            client
                .get()
                .request(options)
                .onComplete(opened -> exchange.send(opened, body), exchange::broken));
    return exchange;
  }

  /// Waits for what comes next.
  ///
  /// @return everything that is there, at least one, or none when nothing came in time
  List<Arrival> take(long nanos) throws InterruptedException {
    var first = arrivals.poll(Math.max(0, nanos), TimeUnit.NANOSECONDS);
    if (first == null) {
      return List.of();
    }
    var all = new ArrayList<Arrival>();
    all.add(first);
    arrivals.drainTo(all);
    release();
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
    opened.send(body).onComplete(this::answered, this::broken);
  }

  private void answered(HttpClientResponse answer) {
    synchronized (this) {
      response = answer;
    }
    answer.exceptionHandler(this::broken);
    answer.endHandler(end -> finish(new Arrival.End()));
    answer.handler(this::bytes);
    arrivals.add(new Arrival.Head(answer.statusCode(), answer.headers()::get));
  }

  private void bytes(Buffer buffer) {
    if (isClosed()) {
      return;
    }
    arrivals.add(new Arrival.Bytes(buffer.getBytes()));
    if (arrivals.size() >= ARRIVALS_MAX) {
      hold();
    }
  }

  /// The reader may have emptied the queue just before it could see that the server is held; then
  /// nobody else would let go.
  private synchronized void hold() {
    held = true;
    response.pause();
    if (arrivals.size() < ARRIVALS_MAX) {
      release();
    }
  }

  private synchronized void release() {
    if (held) {
      held = false;
      loop.runOnContext(ignored -> response.resume());
    }
  }

  private void broken(Throwable cause) {
    finish(new Arrival.Broken(cause));
  }

  private void finish(Arrival last) {
    synchronized (this) {
      over = true;
    }
    arrivals.add(last);
  }

  private synchronized boolean isClosed() {
    return closed;
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      if (request == null || over) {
        return;
      }
    }
    loop.runOnContext(ignored -> giveUp());
  }

  /// Its end may lie behind what was held up.
  private void giveUp() {
    if (response != null) {
      response.resume();
    }
    if (!over) {
      request.reset();
    }
  }
}
