package dev.loom.gateway.webhook;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// Fakes a webhook receiver: keeps the posts and responds with scripted statuses.
final class FakeWebhookReceiver implements AutoCloseable {
  /// Scripted status: no response.
  static final int NO_RESPONSE = 0;

  /// Scripted status: 200 after [#release].
  static final int HELD_RESPONSE = 1;

  private final HttpServer server;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final CountDownLatch released = new CountDownLatch(1);
  private final AtomicInteger running = new AtomicInteger();
  private final AtomicInteger runningMost = new AtomicInteger();
  final LinkedBlockingQueue<ReceivedPost> posts = new LinkedBlockingQueue<>();
  final LinkedBlockingQueue<Integer> statuses = new LinkedBlockingQueue<>();

  /// Header of every response; empty for none.
  volatile String retryAfter = "";

  /// Represents a received post.
  record ReceivedPost(
      String method,
      String path,
      String type,
      String id,
      long timestamp,
      String signature,
      String body) {}

  FakeWebhookReceiver() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::respond);
    server.start();
  }

  private void respond(HttpExchange exchange) throws IOException {
    runningMost.accumulateAndGet(running.incrementAndGet(), Math::max);
    var headers = exchange.getRequestHeaders();
    posts.add(
        new ReceivedPost(
            exchange.getRequestMethod(),
            exchange.getRequestURI().toString(),
            headers.getFirst("Content-Type"),
            headers.getFirst("webhook-id"),
            Long.parseLong(headers.getFirst("webhook-timestamp")),
            headers.getFirst("webhook-signature"),
            new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
    var status = statuses.isEmpty() ? 200 : statuses.remove();
    if (status == NO_RESPONSE) {
      await(closing);
    } else if (status == HELD_RESPONSE) {
      await(released);
    }
    exchange.getResponseHeaders().set("Location", "/elsewhere");
    if (!retryAfter.isEmpty()) {
      exchange.getResponseHeaders().set("Retry-After", retryAfter);
    }
    running.decrementAndGet();
    exchange.sendResponseHeaders(status <= HELD_RESPONSE ? 200 : status, -1);
    exchange.close();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  /// Sends the held responses.
  void release() {
    released.countDown();
  }

  /// Returns the highest number of concurrent posts.
  int runningMost() {
    return runningMost.get();
  }

  ReceivedPost next() throws InterruptedException {
    var post = posts.poll(20, TimeUnit.SECONDS);
    if (post == null) {
      throw new AssertionError("nothing was posted");
    }
    return post;
  }

  int port() {
    return server.getAddress().getPort();
  }

  String url(String path) {
    return "http://127.0.0.1:" + port() + path;
  }

  @Override
  public void close() {
    closing.countDown();
    released.countDown();
    server.stop(0);
  }
}
