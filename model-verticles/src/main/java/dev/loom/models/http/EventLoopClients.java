package dev.loom.models.http;

import io.vertx.core.http.HttpClient;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/// Keeps one HTTP client per event loop, so that a connection is always driven by the loop of its
/// caller. A client shared by several loops returns connections of other loops.
final class EventLoopClients implements Supplier<HttpClient> {
  private final Map<Thread, HttpClient> clients = new ConcurrentHashMap<>();
  private final Supplier<HttpClient> maker;

  EventLoopClients(Supplier<HttpClient> maker) {
    this.maker = maker;
  }

  /// Returns the client of the current event loop, which is one thread for the lifetime of Vert.x.
  @Override
  public HttpClient get() {
    return clients.computeIfAbsent(Thread.currentThread(), loop -> maker.get());
  }
}
