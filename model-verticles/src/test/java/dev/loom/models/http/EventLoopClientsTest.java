package dev.loom.models.http;

import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class EventLoopClientsTest {
  @Test
  void eachThreadKeepsItsOwnClient() throws Exception {
    var vertx = Vertx.vertx();
    try {
      var clients = new EventLoopClients(vertx::createHttpClient);
      var other = new CompletableFuture<HttpClient>();
      vertx.getOrCreateContext().runOnContext(ignored -> other.complete(clients.get()));
      assertSame(clients.get(), clients.get());
      assertNotSame(clients.get(), other.get());
    } finally {
      vertx.close().await();
    }
  }
}
