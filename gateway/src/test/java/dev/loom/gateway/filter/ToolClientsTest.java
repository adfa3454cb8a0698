package dev.loom.gateway.filter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.gateway.TestGateway;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ToolClientsTest {
  private static final String SCRIPT =
      """
      exec 3<>/dev/tcp/127.0.0.1/$0
      printf "$1 HTTP/1.1\\r\\nHost: 127.0.0.1\\r\\nConnection: close\\r\\n$2\\r\\n" >&3
      cat <&3
      """;

  private static final String POST_HEADERS =
      "Content-Type: application/json\\r\\nContent-Length: 0\\r\\n";

  private final TestGateway gateway = TestGateway.start();
  private final String task = gateway.backend.newTask().value();

  @AfterEach
  void close() {
    gateway.close();
  }

  /// Sends a request from another process.
  ///
  /// @param marked whether the process, or the one that starts it, was started by a tool
  private String send(boolean marked, String request, String headers, String... launcher)
      throws IOException {
    var command = new java.util.ArrayList<>(List.of(launcher));
    command.addAll(
        List.of("bash", "-c", SCRIPT, Integer.toString(gateway.port()), request, headers));
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().remove("LOOM_RUN_ID");
    if (marked) {
      builder.environment().put("LOOM_RUN_ID", "r");
    }
    var process = builder.start();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  @Test
  void aProcessOfAToolCannotApproveOrCancel() throws IOException {
    for (var action : List.of("approve", "cancel", "steer", "undo")) {
      var reply = send(true, "POST /tasks/" + task + "/" + action, POST_HEADERS);
      assertTrue(reply.startsWith("HTTP/1.1 403 "), reply);
      assertTrue(reply.contains("from_tool"), reply);
    }
    assertEquals(List.of(), gateway.backend.orchestrator.received);
  }

  @Test
  void itsDescendantsCannotEitherAfterClearingTheEnvironment() throws IOException {
    var reply =
        send(
            true,
            "POST /tasks/" + task + "/cancel",
            POST_HEADERS,
            "bash",
            "-c",
            "env -i \"$@\"; true",
            "sh");
    assertTrue(reply.startsWith("HTTP/1.1 403 "), reply);
  }

  @Test
  void itMayRead() throws IOException {
    var reply = send(true, "GET /tasks/" + task, "");
    assertTrue(reply.startsWith("HTTP/1.1 200 "), reply);
  }

  @Test
  void anotherProcessMayCancel() throws IOException {
    var reply = send(false, "POST /tasks/" + task + "/cancel", POST_HEADERS);
    assertTrue(reply.startsWith("HTTP/1.1 200 "), reply);
  }
}
