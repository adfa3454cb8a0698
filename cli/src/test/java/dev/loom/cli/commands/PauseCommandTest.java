package dev.loom.cli.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class PauseCommandTest {
  private final FakeRestServer server = new FakeRestServer();

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void reasonIsSent() {
    server.on("POST /tasks/t1/pause", "{\"message\":\"Task t1 is paused.\"}");
    var out = server.run(ExitCode.COMPLETED, "pause", "t1", "--reason", "lunch");
    assertEquals("Task t1 is paused.\n", out);
    assertEquals(List.of("POST /tasks/t1/pause {\"reason\":\"lunch\"}"), server.requests());
  }

  @Test
  void errorResponseFails() {
    server.run(ExitCode.FAILED, "pause", "t1");
    assertTrue(server.errors().contains("404"), server.errors());
  }
}
