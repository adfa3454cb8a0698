package dev.loom.engine.transcript;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.bus.secret.Secrets;
import dev.loom.contracts.task.ModelUsage;
import dev.loom.contracts.task.TaskStatus;
import dev.loom.contracts.task.WorkspaceChanges;
import dev.loom.contracts.transcript.TranscriptEntry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class TranscriptWriterTest {
  @TempDir Path temp;

  private static TranscriptEntry end(String summary) {
    return new TranscriptEntry.TaskEnd(
        TaskStatus.COMPLETED, summary, "", ModelUsage.NONE, WorkspaceChanges.NONE);
  }

  @Test
  void queuedEntriesAreWrittenInOrderBeforeItCloses() throws Exception {
    var path = temp.resolve("run.jsonl");
    var file = TranscriptFileWriter.create(path);
    try (var writer = new TranscriptWriter(new Secrets(List.of()))) {
      for (var i = 0; i < 100; i++) {
        assertTrue(writer.write(file, end("number " + i)));
      }
      writer.finish(file);
    }
    var lines = Files.readAllLines(path);
    assertEquals(100, lines.size());
    assertTrue(lines.getFirst().contains("number 0"), lines.getFirst());
    assertTrue(lines.getLast().contains("number 99"), lines.getLast());
  }

  @Test
  void secretsAreRedacted() throws Exception {
    var path = temp.resolve("run.jsonl");
    var file = TranscriptFileWriter.create(path);
    try (var writer = new TranscriptWriter(new Secrets(List.of("hunter-two")))) {
      writer.write(file, end("the key is hunter-two"));
      writer.finish(file);
    }
    assertTrue(Files.readString(path).contains("the key is [secret]"), Files.readString(path));
  }

  @Test
  void aFileThatCannotBeWrittenAffectsNoOther() throws Exception {
    var broken = TranscriptFileWriter.create(temp.resolve("broken.jsonl"));
    broken.close();
    var path = temp.resolve("run.jsonl");
    var file = TranscriptFileWriter.create(path);
    try (var writer = new TranscriptWriter(new Secrets(List.of()))) {
      writer.write(broken, end("lost"));
      writer.write(file, end("kept"));
      writer.finish(file);
    }
    assertTrue(Files.readString(path).contains("kept"), Files.readString(path));
  }
}
