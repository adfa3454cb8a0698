package dev.loom.models.http;

import io.vertx.core.http.HttpClient;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/// Keeps one HTTP client per event loop, so that a call's connection is always driven by the call's
/// loop. A shared client may return a connection of another loop.
final class EventLoopClients implements Supplier<HttpClient> {
  private final Map<Thread, HttpClient> clients = new ConcurrentHashMap<>();
  private final Supplier<HttpClient> factory;

  EventLoopClients(Supplier<HttpClient> factory) {
    this.factory = factory;
  }

  /// Returns the client of the current event loop, which is one thread for the lifetime of Vert.x.
  @Override
  public HttpClient get() {
    return clients.computeIfAbsent(Thread.currentThread(), loop -> factory.get());
  }
}
