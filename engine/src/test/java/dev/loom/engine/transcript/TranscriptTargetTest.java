package dev.loom.engine.transcript;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.transcript.TranscriptException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(10)
class TranscriptTargetTest {
  private static final TaskId FIRST = new TaskId("t1");
  private static final TaskId SECOND = new TaskId("t2");
  @TempDir Path temp;

  @Test
  void aDirectoryIsCreatedForItsOwnerAndHoldsOneFilePerTask() throws Exception {
    var directory = temp.resolve("a/transcripts");
    var target = TranscriptTarget.directory(directory);
    target.fileFor(FIRST).orElseThrow().close();
    target.fileFor(SECOND).orElseThrow().close();
    target.close();
    assertTrue(Files.exists(directory.resolve("t1.jsonl")));
    assertTrue(Files.exists(directory.resolve("t2.jsonl")));
    assertEquals(
        "rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)));
  }

  @Test
  void aFileRecordsOnlyTheFirstTask() {
    var path = temp.resolve("run.jsonl");
    var target = TranscriptTarget.file(path);
    target.fileFor(FIRST).orElseThrow().close();
    assertTrue(target.fileFor(SECOND).isEmpty());
    target.close();
    assertTrue(Files.exists(path));
  }

  @Test
  void anUnusedFileIsDeletedOnClose() {
    var path = temp.resolve("run.jsonl");
    var target = TranscriptTarget.file(path);
    assertTrue(Files.exists(path));
    target.close();
    assertFalse(Files.exists(path));
  }

  @Test
  void aDirectoryThatCannotBeCreatedNamesItsKey() throws Exception {
    var file = Files.writeString(temp.resolve("file"), "x");
    var failure =
        assertThrows(
            TranscriptException.class, () -> TranscriptTarget.directory(file.resolve("sub")));
    assertTrue(failure.getMessage().contains("recording.directory"), failure.getMessage());
  }
}
