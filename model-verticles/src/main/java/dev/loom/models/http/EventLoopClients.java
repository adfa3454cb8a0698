package dev.loom.models.http;

import io.vertx.core.http.HttpClient;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/// An HTTP client for each event loop, so that whoever asks on a loop gets a connection that the
/// same loop drives. A client of all loops lends a connection of one to askers on another.
final class EventLoopClients implements Supplier<HttpClient> {
  private final Map<Thread, HttpClient> clients = new ConcurrentHashMap<>();
  private final Supplier<HttpClient> maker;

  EventLoopClients(Supplier<HttpClient> maker) {
    this.maker = maker;
  }

  /// The client of the event loop that asks; a loop is one thread for as long as Vert.x lives.
  @Override
  public HttpClient get() {
    return clients.computeIfAbsent(Thread.currentThread(), loop -> maker.get());
  }
}
