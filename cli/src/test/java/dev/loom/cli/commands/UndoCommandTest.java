package dev.loom.cli.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class UndoCommandTest {
  private final FakeRestServer server = new FakeRestServer();

  @AfterEach
  void close() {
    server.close();
  }

  private static final String UNDONE =
      """
      {"restored":[{"path":"a.txt","kind":"deleted"},{"path":"b.txt","kind":"created"}],
       "message":"2 files restored."}""";

  @Test
  void restoredFilesAreListed() {
    server.on("POST /tasks/t1/undo", UNDONE);
    assertEquals(
        "  - a.txt\n  + b.txt\n2 files restored.\n",
        server.run(ExitCode.COMPLETED, "undo", "t1", "--yes"));
    assertEquals(List.of("POST /tasks/t1/undo {}"), server.requests());
  }

  @Test
  void scopeIsSent() {
    server.on("POST /tasks/t1/undo", UNDONE);
    server.run(ExitCode.COMPLETED, "undo", "t1", "--change", "7", "--yes");
    server.run(ExitCode.COMPLETED, "undo", "t1", "--subtask", "s1", "--yes");
    assertEquals(
        List.of(
            "POST /tasks/t1/undo {\"change_id\":7}", "POST /tasks/t1/undo {\"subtask_id\":\"s1\"}"),
        server.requests());
  }

  @Test
  void subtaskAndChangeExcludeEachOther() {
    server.run(ExitCode.USAGE, "undo", "t1", "--change", "7", "--subtask", "s1", "--yes");
    assertTrue(server.requests().isEmpty());
  }
}
