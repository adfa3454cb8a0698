package dev.loom.cli.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class CancelCommandTest {
  private final FakeRestServer server = new FakeRestServer();

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void cancelIsSent() {
    server.on("POST /tasks/t1/cancel", "{\"message\":\"Task t1 is cancelled.\"}");
    assertEquals("Task t1 is cancelled.\n", server.run(ExitCode.COMPLETED, "cancel", "t1"));
    assertEquals(List.of("POST /tasks/t1/cancel {}"), server.requests());
  }

  @Test
  void unknownTaskFails() {
    assertEquals("", server.run(ExitCode.FAILED, "cancel", "t2"));
    assertTrue(server.errors().contains("404"), server.errors());
  }
}
