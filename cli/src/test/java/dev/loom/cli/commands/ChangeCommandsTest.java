package dev.loom.cli.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ChangeCommandsTest {
  private final FakeRestServer server = new FakeRestServer();

  @BeforeEach
  void answerForTheTask() {
    server.on("GET /tasks/t1", "{\"workspace_changes\":{\"files_changed_unknown\":false}}");
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void changesAreShownWithTheirDiffs() {
    server.on(
        "GET /tasks/t1/changes?diff=true&subtask=s+1",
        """
        [{"change_id":1,"path":"a.txt","kind":"created","tool":"write_file","subtask_id":"s 1",
          "diff":"+one\\n","undone":true},
         {"change_id":2,"path":"b.bin","kind":"changed","tool":"shell_execute","subtask_id":"s 1",
          "diff":"","undone":false,"undoable":false,"why_not":"too large"}]""");
    assertEquals(
        """
        Change 1: a.txt created by write_file in subtask s 1 (undone)
        +one
        Change 2: b.bin changed by shell_execute in subtask s 1 (cannot be undone: too large)
        """,
        server.run(ExitCode.COMPLETED, "diff", "t1", "--subtask", "s 1"));
  }

  @Test
  void taskWithoutChangesIsReported() {
    server.on("GET /tasks/t1/changes?diff=true", "[]");
    assertEquals("No changes recorded.\n", server.run(ExitCode.COMPLETED, "diff", "t1"));
    assertEquals(List.of("GET /tasks/t1/changes?diff=true", "GET /tasks/t1"), server.requests());
    assertTrue(server.errors().isEmpty());
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
    assertEquals(List.of("POST /tasks/t1/undo {}", "GET /tasks/t1"), server.requests());
  }

  @Test
  void scopeIsSent() {
    server.on("POST /tasks/t1/undo", UNDONE);
    server.run(ExitCode.COMPLETED, "undo", "t1", "--change", "7", "--yes");
    server.run(ExitCode.COMPLETED, "undo", "t1", "--subtask", "s1", "--yes");
    assertEquals(
        List.of(
            "POST /tasks/t1/undo {\"change_id\":7}",
            "GET /tasks/t1",
            "POST /tasks/t1/undo {\"subtask_id\":\"s1\"}",
            "GET /tasks/t1"),
        server.requests());
  }

  @Test
  void subtaskAndChangeExcludeEachOther() {
    server.run(ExitCode.USAGE, "undo", "t1", "--change", "7", "--subtask", "s1", "--yes");
    assertTrue(server.requests().isEmpty());
  }
}
