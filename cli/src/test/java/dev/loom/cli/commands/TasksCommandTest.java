package dev.loom.cli.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class TasksCommandTest {
  private final FakeRestServer server = new FakeRestServer();

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void tasksAreFilteredByStatus() {
    server.on(
        "GET /tasks?limit=20&status=executing%2Cpaused",
        """
        [{"task_id":"t1","status":"paused","created_at":"now","goal":"Clean up"}]""");
    assertEquals(
        """
        ID  STATUS  CREATED  GOAL
        t1  paused  now      Clean up
        """,
        server.run(ExitCode.COMPLETED, "tasks", "--status", "executing,paused"));
  }

  @Test
  void emptyListIsReported() {
    server.on("GET /tasks?limit=2&status=", "[]");
    assertEquals("No tasks.\n", server.run(ExitCode.COMPLETED, "tasks", "--limit", "2"));
    assertEquals(List.of("GET /tasks?limit=2&status="), server.requests());
    assertTrue(server.errors().isEmpty());
  }
}
