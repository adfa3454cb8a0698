package dev.loom.cli.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import dev.loom.bus.secret.AccessToken;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class LoomClientTest {
  private final List<String> requests = new ArrayList<>();
  private final List<String> authorizations = new ArrayList<>();
  private HttpServer server;
  private LoomClient client;
  private int status = 200;
  private String body = "{\"task_id\":\"t1\"}";

  @BeforeEach
  void startServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            authorizations.add(
                Objects.requireNonNullElse(
                    exchange.getRequestHeaders().getFirst("Authorization"), "none"));
            requests.add(
                exchange.getRequestMethod()
                    + " "
                    + exchange.getRequestURI()
                    + " "
                    + exchange.getRequestHeaders().getFirst("Idempotency-Key")
                    + " "
                    + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            exchange.sendResponseHeaders(status, 0);
            exchange.getResponseBody().write(body.getBytes(StandardCharsets.UTF_8));
          }
        });
    server.start();
    client = new LoomClient(URI.create("http://127.0.0.1:" + server.getAddress().getPort()));
  }

  @AfterEach
  void stopServer() {
    server.stop(0);
  }

  @Test
  void submitSendsBodyAndHeaders() throws Exception {
    var submission = client.submit(Map.of("goal", "g"), Map.of("Idempotency-Key", "k"));
    assertEquals(new LoomClient.Submission("t1", false), submission);
    assertEquals(List.of("POST /tasks k {\"goal\":\"g\"}"), requests);
  }

  @Test
  void theTokenIsSentWithChangingRequestsOnly() throws Exception {
    var token = AccessToken.parse("t".repeat(43));
    var withToken = new LoomClient(client.address(), Optional.of(token));
    withToken.get("/tasks");
    withToken.post("/tasks", Map.of());
    withToken.delete("/learned");
    client.post("/tasks", Map.of());
    assertEquals(
        List.of("none", token.authorization(), token.authorization(), "none"), authorizations);
  }

  @Test
  void localhostIsAlsoTheAddressOfIpVersion6() throws Exception {
    server.stop(0);
    server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("::1"), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            requests.add(exchange.getRequestHeaders().getFirst("Host"));
            exchange.sendResponseHeaders(200, -1);
          }
        });
    server.start();
    var port = server.getAddress().getPort();
    assertTrue(new LoomClient(URI.create("http://LocalHost:" + port)).isHealthy());
    assertEquals(List.of("[::1]:" + port), requests);
    server.stop(0);
    assertFalse(new LoomClient(URI.create("http://localhost:" + port)).isHealthy());
  }

  @Test
  void errorResponseCarriesTheDetail() {
    status = 404;
    body = "{\"detail\":\"No task t1.\"}";
    var failure = assertThrows(ClientException.class, () -> client.get("/tasks/t1"));
    assertEquals("No task t1.", failure.getMessage());
    assertFalse(failure.isUnreachable());
  }

  @Test
  void errorResponseOfAnotherServerNamesTheAddressAndTheStatus() {
    status = 503;
    body = "busy";
    var failure = assertThrows(ClientException.class, () -> client.delete("/learned/1"));
    assertTrue(failure.getMessage().endsWith(" is not a Loom engine (HTTP 503)."));
    assertTrue(failure.isUnreachable());
  }

  @Test
  void responseThatIsNotJsonMeansThatThereIsNoEngine() {
    body = "<html>";
    assertTrue(assertThrows(ClientException.class, () -> client.get("/")).isUnreachable());
  }

  @Test
  void stoppedServerIsUnreachable() throws Exception {
    assertTrue(client.isHealthy());
    server.stop(0);
    assertFalse(client.isHealthy());
    var failure = assertThrows(ClientException.class, () -> client.get("/tasks"));
    assertTrue(failure.isUnreachable());
    assertTrue(failure.getMessage().contains("loom serve"), failure.getMessage());
  }
}
