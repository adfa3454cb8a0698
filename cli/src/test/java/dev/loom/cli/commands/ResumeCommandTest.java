package dev.loom.cli.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ResumeCommandTest {
  private final FakeRestServer server = new FakeRestServer();

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void resumeIsSent() {
    server.on("POST /tasks/t1/resume", "{\"message\":\"Task t1 is resumed.\"}");
    assertEquals("Task t1 is resumed.\n", server.run(ExitCode.COMPLETED, "resume", "t1"));
    assertEquals(List.of("POST /tasks/t1/resume {}"), server.requests());
  }

  @Test
  void missingTaskIsAUsageError() {
    server.run(ExitCode.USAGE, "resume");
    assertTrue(server.errors().contains("ID"), server.errors());
  }
}
