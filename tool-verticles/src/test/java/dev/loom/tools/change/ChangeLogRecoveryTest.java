package dev.loom.tools.change;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.api.tool.FileChange;
import dev.loom.api.tool.ToolResult;
import dev.loom.contracts.change.UndoChanges.OneChange;
import dev.loom.contracts.error.ServiceError;
import dev.loom.contracts.error.ServiceException;
import dev.loom.tools.ChangeLogHarness;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Starts the engine with a change log that a crash left incomplete.
@Timeout(120)
class ChangeLogRecoveryTest {
  private static final Map<String, Object> WRITE = Map.of("path", "f", "content", "new\n");
  private static final Map<String, Object> EDIT =
      Map.of("path", "f", "old_str", "b", "new_str", "b\nb2");

  @TempDir private Path temp;
  private ChangeLogHarness harness;

  @BeforeEach
  void open() throws IOException {
    harness = new ChangeLogHarness(temp);
  }

  @AfterEach
  void close() {
    harness.close();
  }

  private Path file() {
    return harness.root.resolve("f");
  }

  /// The offset of the last lines of a log.
  private static int startOfLast(byte[] log, int lines) {
    var at = log.length;
    for (var i = 0; i < lines; i++) {
      at--;
      while (at > 0 && log[at - 1] != '\n') {
        at--;
      }
    }
    return at;
  }

  private void dropLastLine() throws IOException {
    var log = Files.readAllBytes(harness.logFile());
    Files.write(harness.logFile(), Arrays.copyOf(log, startOfLast(log, 1)));
  }

  @Test
  void aLogTruncatedInItsLastTwoLinesCanStillBeUndone() throws Exception {
    Files.writeString(file(), "old\n");
    harness.write("s", "other", "1");
    harness.run("s", "write_file", WRITE);
    var whole = Files.readAllBytes(harness.logFile());
    for (var cut = startOfLast(whole, 2); cut <= whole.length; cut++) {
      Files.write(harness.logFile(), Arrays.copyOf(whole, cut));
      Files.writeString(file(), "new\n");
      harness.restart();
      // The write begins only after its intent is complete.
      var begun = cut >= startOfLast(whole, 1);
      assertEquals(
          begun ? List.of("CREATED other", "MODIFIED f") : List.of("CREATED other"),
          harness.kinds());
      if (begun) {
        assertEquals(List.of(2L), harness.undo(new OneChange(2)).changeIds());
        assertEquals("old\n", Files.readString(file()));
      }
      harness.write("s", "later", "cut " + cut);
      assertEquals("CREATED later", harness.kinds().getLast());
      Files.delete(harness.root.resolve("later"));
    }
  }

  @Test
  void aWriteThatDidNotHappenIsNoChange() throws Exception {
    Files.writeString(file(), "old\n");
    harness.run("s", "write_file", WRITE);
    dropLastLine();
    Files.writeString(file(), "old\n");
    harness.restart();
    assertEquals(List.of(), harness.list());
  }

  /// A power failure can lose any lines that were not synced and keep later ones.
  @Test
  void aHoleInTheLogLosesOnlyTheLinesInIt() throws Exception {
    harness.write("s", "a", "one");
    harness.write("s", "b", "two");
    harness.write("s", "c", "three");
    var whole = Files.readAllBytes(harness.logFile());
    var ends = new ArrayList<Integer>();
    for (int at = 0; at < whole.length; at++) {
      if (whole[at] == '\n') {
        ends.add(at + 1);
      }
    }
    for (int first = 0; first < ends.size(); first++) {
      for (int last = first; last < ends.size(); last++) {
        var holed = whole.clone();
        Arrays.fill(holed, first == 0 ? 0 : ends.get(first - 1), ends.get(last), (byte) 0);
        Files.write(harness.logFile(), holed);
        harness.restart();
        harness.write("s", "later", "hole " + first + " to " + last);
        assertTrue(
            harness.list().stream().anyMatch(change -> change.path().equals("later")),
            "hole " + first + " to " + last);
      }
    }
  }

  @Test
  void aDamagedLineIsReportedAndNoFileIsModified() throws Exception {
    harness.write("s", "a", "1");
    harness.write("s", "b", "1");
    var lines = Files.readAllLines(harness.logFile());
    lines.set(2, "{\"line\":\"done\",");
    Files.write(harness.logFile(), lines);
    harness.restart();
    for (var request : List.<Runnable>of(harness::list, harness::undoAll)) {
      var error = assertThrows(ServiceException.class, request::run).error();
      assertEquals(ServiceError.Code.FAILED, error.code());
      assertTrue(error.detail().contains("Line 3 of"), error.detail());
    }
    var result = harness.write("s", "c", "1");
    assertTrue(result.error().contains("Line 3 of"), result.error());
    assertFalse(Files.exists(harness.root.resolve("c")), "no write without a record");
  }

  @Test
  void aRepeatedWriteThatHappenedIsNotExecutedAgain() throws Exception {
    Files.writeString(file(), "old\n");
    harness.run("s", "write_file", WRITE);
    dropLastLine();
    var written = Files.getLastModifiedTime(file());
    harness.restart();
    assertEquals(
        ToolResult.ok("Wrote 4 bytes to f")
            .withFilesChanged(List.of(new FileChange("f", FileChange.Kind.MODIFIED))),
        harness.repeat("s", "write_file", WRITE));
    assertEquals(written, Files.getLastModifiedTime(file()));
    harness.undoAll();
    assertEquals("old\n", Files.readString(file()));
  }

  @Test
  void aRepeatedWriteThatDidNotHappenIsExecuted() throws Exception {
    harness.run("s", "write_file", WRITE);
    dropLastLine();
    Files.delete(file());
    harness.restart();
    assertEquals(
        List.of(new FileChange("f", FileChange.Kind.CREATED)),
        harness.repeat("s", "write_file", WRITE).filesChanged());
    assertEquals("new\n", Files.readString(file()));
    harness.undoAll();
    assertFalse(Files.exists(file()));
  }

  @Test
  void undoingARepeatedCallRestoresTheStateBeforeItsFirstAttempt() throws Exception {
    Files.writeString(file(), "old\n");
    var half = Map.<String, Object>of("command", "echo half > f; echo 1 > g");
    harness.run("s", "shell_execute", half);
    harness.restart();
    var again = Map.<String, Object>of("command", "echo whole > f; echo 2 > h");
    assertEquals(
        List.of("f", "g", "h"),
        harness.repeat("s", "shell_execute", again).filesChanged().stream()
            .map(FileChange::path)
            .toList());
    assertEquals(List.of("MODIFIED f", "CREATED g", "CREATED h"), harness.kinds());
    harness.undoAll();
    assertEquals("old\n", Files.readString(file()));
    assertFalse(Files.exists(harness.root.resolve("g")));
  }

  @Test
  void aRepeatedEditThatHappenedReportsTheFirstResult() throws Exception {
    Files.writeString(file(), "a\nb\nc\n");
    var first = harness.run("s", "edit_file", EDIT);
    dropLastLine();
    harness.restart();
    assertEquals(first, harness.repeat("s", "edit_file", EDIT));
    assertEquals("a\nb\nb2\nc\n", Files.readString(file()));
  }

  @Test
  void aRepeatedEditThatDidNotHappenIsExecuted() throws Exception {
    Files.writeString(file(), "a\nb\nc\n");
    harness.run("s", "edit_file", EDIT);
    dropLastLine();
    Files.writeString(file(), "a\nb\nc\n");
    harness.restart();
    assertTrue(harness.repeat("s", "edit_file", EDIT).success());
    assertEquals("a\nb\nb2\nc\n", Files.readString(file()));
  }

  @Test
  void aRepeatedEditOfAFileEditedSinceFailsWithAHintToReadIt() throws Exception {
    Files.writeString(file(), "a\nb\nc\n");
    harness.run("s", "edit_file", EDIT);
    dropLastLine();
    Files.writeString(file(), "b\n");
    harness.restart();
    var result = harness.repeat("s", "edit_file", EDIT);
    assertTrue(result.error().contains("Read it before you edit it again"), result.error());
    assertEquals("b\n", Files.readString(file()));
  }

  @Test
  void changesOfACommandThatRanDuringACrashAreFoundAndUndone() throws Exception {
    Files.writeString(file(), "old\n");
    Files.writeString(harness.root.resolve("gone"), "gone\n");
    var before = harness.tree();
    var pending = harness.home.resolve("changes/pending");
    harness.shell(
        "s", "cp -r '" + pending + "' '" + temp + "/kept'; echo x > f; rm gone; echo 1 > n");
    // Simulates a crash before the changes were recorded.
    Files.delete(harness.logFile());
    try (var kept = Files.list(temp.resolve("kept"))) {
      for (var manifest : kept.toList()) {
        Files.copy(manifest, pending.resolve(manifest.getFileName()));
      }
    }
    harness.restart();
    assertEquals(List.of("MODIFIED f", "DELETED gone", "CREATED n"), harness.kinds());
    assertEquals(List.of(), List.of(pending.toFile().list()));
    harness.undoAll();
    assertEquals(before, harness.tree());
  }

  @Test
  void aTruncatedManifestMeansThatNoProcessRan() throws Exception {
    harness.write("s", "f", "1");
    var manifest = harness.home.resolve("changes/pending/" + harness.task + ".0123");
    Files.write(manifest, "{\"task_id\":\"x".getBytes(StandardCharsets.UTF_8));
    harness.restart();
    assertEquals(List.of("CREATED f"), harness.kinds());
    assertFalse(Files.exists(manifest));
  }

  @Test
  void anInterruptedUndoIsCompletedByRepeatingIt() throws Exception {
    Files.writeString(file(), "old\n");
    harness.write("s", "f", "1");
    harness.write("s", "f", "2");
    harness.write("s", "g/h", "2");
    Files.writeString(file(), "old\n");
    assertEquals(List.of(3L, 2L, 1L), harness.undoAll().changeIds());
    assertEquals("old\n", Files.readString(file()));
    assertFalse(Files.exists(harness.root.resolve("g")));
  }
}
