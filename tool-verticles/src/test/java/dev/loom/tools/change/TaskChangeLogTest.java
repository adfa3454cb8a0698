package dev.loom.tools.change;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.bus.json.Json;
import dev.loom.contracts.id.StepId;
import dev.loom.contracts.id.SubtaskId;
import dev.loom.contracts.id.TaskId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TaskChangeLogTest {
  private static final ChangeLogLine FIRST = new ChangeLogLine.Dropped(new StepId("s.1"), "a");
  private static final ChangeLogLine SECOND = new ChangeLogLine.Dropped(new StepId("s.2"), "ä\n");
  @TempDir private Path temp;
  private Path file;

  @BeforeEach
  void name() {
    file = temp.resolve("t.jsonl");
  }

  private TaskChangeLog log() {
    return new TaskChangeLog(new TaskId("t"), file);
  }

  private static ChangeLogLine opened() {
    return new ChangeLogLine.Opened(ChangeLogLine.VERSION, "/ws");
  }

  @Test
  void aLogWithoutAFileIsEmpty() throws Exception {
    assertEquals(List.of(), log().read());
  }

  @Test
  void appendedLinesAreReadInOrderAfterTheHeader() throws Exception {
    log().append("/ws", List.of(FIRST), true);
    log().append("/ws", List.of(SECOND), false);
    assertEquals(List.of(opened(), FIRST, SECOND), log().read());
  }

  @Test
  void theStoredFormatOfTransitionsIsStable() {
    var transition =
        new FileTransition(
            new SubtaskId("s"),
            new StepId("s.1"),
            "write_file",
            "a",
            FileVersion.NOTHING,
            FileVersion.link("b"),
            0,
            Instant.EPOCH);
    for (var line :
        List.of(new ChangeLogLine.Intent(transition), new ChangeLogLine.Done(transition))) {
      var json = Json.write(line);
      assertTrue(json.contains(",\"touch\":{\"subtask_id\":\"s\","), json);
      assertEquals(line, Json.read(json, ChangeLogLine.class));
    }
  }

  @Test
  void anIncompleteLastLineIsIgnoredAndReplacedByTheNextLine() throws Exception {
    log().append("/ws", List.of(FIRST), false);
    Files.writeString(file, "{\"line\":\"dro", StandardOpenOption.APPEND);
    assertEquals(List.of(opened(), FIRST), log().read());
    log().append("/ws", List.of(SECOND), false);
    assertEquals(List.of(opened(), FIRST, SECOND), log().read());
  }

  @Test
  void aDamagedLineFailsWithItsNumber() throws Exception {
    log().append("/ws", List.of(FIRST), false);
    Files.writeString(file, "{}\n", StandardOpenOption.APPEND);
    var failure = assertThrows(IOException.class, log()::read);
    assertTrue(failure.getMessage().startsWith("Line 3 of " + file), failure.getMessage());
  }

  @Test
  void theLineAfterAHoleIsRead() throws Exception {
    log().append("/ws", List.of(FIRST), false);
    Files.writeString(file, "\0\0\0", StandardOpenOption.APPEND);
    Files.writeString(file, Json.write(SECOND) + "\n", StandardOpenOption.APPEND);
    assertEquals(List.of(opened(), FIRST, SECOND), log().read());
  }

  @Test
  void aLogOfAnotherVersionOrWorkspaceIsRejected() throws Exception {
    log().append("/ws", List.of(FIRST), false);
    log().checkWorkspace("/ws");
    assertThrows(IOException.class, () -> log().checkWorkspace("/other"));
    Files.writeString(file, Json.write(new ChangeLogLine.Opened(2, "/ws")) + "\n");
    assertThrows(IOException.class, log()::read);
  }
}
