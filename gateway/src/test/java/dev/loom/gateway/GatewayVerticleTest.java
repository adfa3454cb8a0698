package dev.loom.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.contracts.config.LoomConfig;
import dev.loom.contracts.config.ServerConfig;
import dev.loom.gateway.rest.EngineProcess;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class GatewayVerticleTest {
  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() {
    vertx.close().await();
  }

  private static LoomConfig on(String host, int port) {
    return TestGateway.withServer(
        new ServerConfig(
            host,
            port,
            ServerConfig.Access.local(),
            1_024,
            1,
            1,
            1,
            ServerConfig.Webhooks.signed("")));
  }

  private static GatewayVerticle gateway(LoomConfig config) {
    return new GatewayVerticle(config, "1.2.3", TestGateway.TOKEN, EngineProcess.embedded());
  }

  private Throwable failureOf(LoomConfig config) {
    return assertThrows(Throwable.class, () -> vertx.deployVerticle(gateway(config)).await());
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "localhost", "LocalHost"})
  void itListensOnLoopbackOnceItHasStarted(String host) throws Exception {
    FakeBackend.start(vertx);
    var gateway = gateway(on(host, 0));
    vertx.deployVerticle(gateway).await();
    assertTrue(gateway.port() > 0);
    try (var socket = new Socket(host, gateway.port())) {
      assertTrue(socket.isConnected());
    }
  }

  @Test
  void aPortInUseIsNamedWithItsKey() throws Exception {
    try (var taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      var message = failureOf(on("127.0.0.1", taken.getLocalPort())).getMessage();
      assertTrue(message.contains("127.0.0.1:" + taken.getLocalPort()), message);
      assertTrue(message.contains("server.port"), message);
    }
  }

  @Test
  void thePortIsClosedAfterUndeploying() throws Exception {
    FakeBackend.start(vertx);
    var gateway = gateway(on("127.0.0.1", 0));
    var id = vertx.deployVerticle(gateway).await();
    var port = gateway.port();
    vertx.undeploy(id).await();
    assertThrows(java.net.ConnectException.class, () -> new Socket("127.0.0.1", port).close());
  }

  @Test
  void withoutABackendEveryRouteReturns503() throws Exception {
    var gateway = gateway(on("127.0.0.1", 0));
    vertx.deployVerticle(gateway).await();
    var request = " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    assertEquals(503, RawHttp.send(gateway.port(), "GET /tasks/t1" + request).status());
    assertEquals(503, RawHttp.send(gateway.port(), "GET /tasks/t1/stream" + request).status());
    assertEquals(503, RawHttp.send(gateway.port(), "GET /health" + request).status());
  }
}
