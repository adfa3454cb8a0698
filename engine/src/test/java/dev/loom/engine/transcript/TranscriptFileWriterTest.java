package dev.loom.engine.transcript;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.contracts.transcript.TranscriptException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(10)
class TranscriptFileWriterTest {
  @TempDir Path temp;

  @Test
  void aFullTranscriptEndsWithACompleteLine() throws Exception {
    var path = temp.resolve("full.jsonl");
    var file = TranscriptFileWriter.create(path, 20);
    assertTrue(file.append("0123456789"));
    assertFalse(file.append("0123456789"));
    // The line would fit, but a line before it was dropped.
    assertTrue(file.append("x"));
    file.close();
    assertEquals("0123456789\n", Files.readString(path));
  }

  @Test
  void onlyTheOwnerMayAccessTheFile() throws Exception {
    var path = temp.resolve("run.jsonl");
    TranscriptFileWriter.create(path).close();
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
  }

  @Test
  void anExistingFileIsNotReplaced() throws Exception {
    var path = Files.writeString(temp.resolve("mine.txt"), "mine");
    var failure = assertThrows(TranscriptException.class, () -> TranscriptFileWriter.create(path));
    assertTrue(failure.getMessage().contains("exists"), failure.getMessage());
    assertEquals("mine", Files.readString(path));
  }

  @Test
  void aMissingDirectoryIsReported() {
    var path = temp.resolve("no/such/run.jsonl");
    var failure = assertThrows(TranscriptException.class, () -> TranscriptFileWriter.create(path));
    assertTrue(failure.getMessage().contains("directory does not exist"), failure.getMessage());
  }

  @Test
  void anUnusedFileIsDeleted() {
    var path = temp.resolve("unused.jsonl");
    TranscriptFileWriter.create(path).remove();
    assertFalse(Files.exists(path));
  }
}
