package dev.loom.cli.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SteerCommandTest {
  private final FakeRestServer server = new FakeRestServer();

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void instructionIsSent() {
    server.on("POST /tasks/t1/steer", "{\"message\":\"Task t1 gets the instruction.\"}");
    var out = server.run(ExitCode.COMPLETED, "steer", "t1", "Keep y");
    assertEquals("Task t1 gets the instruction.\n", out);
    assertEquals(List.of("POST /tasks/t1/steer {\"instruction\":\"Keep y\"}"), server.requests());
  }

  @Test
  void missingInstructionIsAUsageError() {
    server.run(ExitCode.USAGE, "steer", "t1");
    assertTrue(server.errors().contains("TEXT"), server.errors());
  }
}
