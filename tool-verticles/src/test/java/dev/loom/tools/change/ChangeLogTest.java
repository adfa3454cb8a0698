package dev.loom.tools.change;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.contracts.change.ListChanges;
import dev.loom.contracts.change.UndoChanges;
import dev.loom.contracts.config.ToolsConfig;
import dev.loom.contracts.error.ServiceError;
import dev.loom.contracts.error.ServiceException;
import dev.loom.contracts.id.TaskId;
import dev.loom.tools.ChangeLogHarness;
import dev.loom.tools.ToolHarness;
import dev.loom.tools.file.CrashRecoveryLookup.BeforeImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ChangeLogTest {
  @TempDir private Path temp;
  private ChangeLogHarness harness;
  private ChangeLog changes;

  @BeforeEach
  void open() throws IOException {
    harness = new ChangeLogHarness(temp);
    changes = new ChangeLog(ToolsConfig.defaults(), harness.home);
  }

  @AfterEach
  void close() {
    changes.close();
    harness.close();
  }

  private Optional<BeforeImage> find(String step, String path) throws IOException {
    try (var context = new ToolHarness(harness.root, harness.task.value(), step)) {
      return changes.findBeforeImage(context, path);
    }
  }

  @Test
  void theStateBeforeTheFirstWriteOfAStepIsFound() throws Exception {
    Files.writeString(harness.root.resolve("f"), "old");
    harness.write("s", "f", "new");
    harness.write("s", "g", "new");
    var before = find("s.1.1.1", "./f").orElseThrow();
    assertTrue(before.existed());
    assertEquals("old", new String(before.content().orElseThrow(), StandardCharsets.UTF_8));
    assertFalse(find("s.1.2.1", "g").orElseThrow().existed());
    assertEquals(Optional.empty(), find("s.1.2.1", "f"));
  }

  @Test
  void theChangesOfAnUnknownTaskAreEmpty() {
    var request = new ListChanges(TaskId.random(), harness.root.toString(), Optional.empty(), true);
    assertEquals(List.of(), changes.list(request).changes());
  }

  @Test
  void theUndoOfAnUnknownTaskIsAConflict() {
    var request = new UndoChanges(TaskId.random(), "/ws", new UndoChanges.WholeTask());
    var failure = assertThrows(ServiceException.class, () -> changes.undo(request));
    assertEquals(ServiceError.Code.CONFLICT, failure.error().code());
  }

  @Test
  void anInterruptedThreadStillGetsTheResultOfRecording() throws Exception {
    Thread.currentThread().interrupt();
    assertEquals("recorded", changes.runUninterrupted(() -> "recorded"));
    assertTrue(Thread.interrupted());
  }

  @Test
  void aFailureOfRecordingIsRethrown() {
    var failure =
        assertThrows(
            IOException.class,
            () ->
                changes.runUninterrupted(
                    () -> {
                      throw new IOException("disk full");
                    }));
    assertEquals("disk full", failure.getMessage());
  }
}
