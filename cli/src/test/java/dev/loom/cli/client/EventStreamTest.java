package dev.loom.cli.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class EventStreamTest {
  private final Queue<String> responses = new ArrayDeque<>();
  private final List<String> lastEventIds = new ArrayList<>();
  private HttpServer server;
  private LoomClient client;

  @BeforeEach
  void startServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/tasks/t1/stream", this::respond);
    server.start();
    client = new LoomClient(URI.create("http://127.0.0.1:" + server.getAddress().getPort()));
  }

  @AfterEach
  void stopServer() {
    server.stop(0);
  }

  private void respond(HttpExchange exchange) throws IOException {
    try (exchange) {
      lastEventIds.add(exchange.getRequestHeaders().getFirst("Last-Event-ID"));
      var text = responses.remove().getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(text.length == 0 ? 404 : 200, 0);
      exchange.getResponseBody().write(text);
    }
  }

  private static String event(long seq, String type) {
    return "id: %d%ndata: {\"seq\":%d,\"event_type\":\"%s\"}%n%n".formatted(seq, seq, type);
  }

  @Test
  void followReturnsTheTerminalEvent() throws Exception {
    responses.add(event(1, "task_submitted") + event(2, "task_failed") + event(3, "task_feedback"));
    var types = new ArrayList<String>();
    var last =
        new EventStream(client, "t1").follow(event -> types.add(event.path("event_type").asText()));
    assertEquals(2, last.path("seq").asInt());
    assertEquals(List.of("task_submitted", "task_failed"), types);
  }

  @Test
  void lostConnectionIsResumedAfterTheLastEvent() throws Exception {
    responses.add(event(1, "task_submitted") + event(2, "task_planning"));
    responses.add(event(3, "task_completed"));
    new EventStream(client, "t1").follow(event -> {});
    assertEquals(java.util.Arrays.asList(null, "2"), lastEventIds);
  }

  @Test
  void reconnectsAreLimitedAlsoAfterStreamsThatEndedWithoutATerminalEvent() {
    for (int i = 0; i < 40; i++) {
      responses.add("\n");
    }
    var failure =
        assertThrows(
            ClientException.class,
            () -> new EventStream(client, "t1", 0, Optional.empty()).follow(event -> {}));
    assertTrue(failure.isUnreachable());
    assertTrue(responses.isEmpty());
  }

  @Test
  void errorResponseIsNotRetried() {
    responses.add("");
    var failure =
        assertThrows(
            ClientException.class, () -> new EventStream(client, "t1").follow(event -> {}));
    assertFalse(failure.isUnreachable());
    assertEquals(1, lastEventIds.size());
  }

  @Test
  void unreadableEventEndsTheCommandWithTheReason() {
    responses.add(
        event(1, "task_submitted")
            + "event: unreadable\ndata: {\"event_type\":\"unreadable\",\"data\":{\"last_seq\":1,"
            + "\"message\":\"Event 2 is newer.\"}}\n\n");
    var failure =
        assertThrows(
            ClientException.class, () -> new EventStream(client, "t1").follow(event -> {}));
    assertEquals("Event 2 is newer.", failure.getMessage());
    assertFalse(failure.isUnreachable());
  }
}
