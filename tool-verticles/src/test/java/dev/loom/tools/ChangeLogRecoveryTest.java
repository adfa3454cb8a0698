package dev.loom.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.api.tool.FileChange;
import dev.loom.api.tool.ToolResult;
import dev.loom.contracts.bus.ServiceError;
import dev.loom.contracts.bus.ServiceException;
import dev.loom.contracts.change.UndoChanges.OneChange;
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

/// The ledger as an engine that died left it.
@Timeout(120)
class ChangeLogRecoveryTest {
  private static final Map<String, Object> WRITE = Map.of("path", "f", "content", "new\n");
  private static final Map<String, Object> EDIT =
      Map.of("path", "f", "old_str", "b", "new_str", "b\nb2");

  @TempDir private Path temp;
  private ChangeLogHarness bench;

  @BeforeEach
  void open() throws IOException {
    bench = new ChangeLogHarness(temp);
  }

  @AfterEach
  void close() {
    bench.close();
  }

  private Path file() {
    return bench.root.resolve("f");
  }

  /// Where the last lines of the ledger begin.
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
    var log = Files.readAllBytes(bench.logFile());
    Files.write(bench.logFile(), Arrays.copyOf(log, startOfLast(log, 1)));
  }

  @Test
  void aLedgerCutAnywhereInItsLastTwoLinesStillUndoes() throws Exception {
    Files.writeString(file(), "old\n");
    bench.write("s", "other", "1");
    bench.run("s", "write_file", WRITE);
    var whole = Files.readAllBytes(bench.logFile());
    for (var cut = startOfLast(whole, 2); cut <= whole.length; cut++) {
      Files.write(bench.logFile(), Arrays.copyOf(whole, cut));
      Files.writeString(file(), "new\n");
      bench.restart();
      // Before the intent is whole, the write has not begun.
      var begun = cut >= startOfLast(whole, 1);
      assertEquals(
          begun ? List.of("CREATED other", "MODIFIED f") : List.of("CREATED other"), bench.kinds());
      if (begun) {
        assertEquals(List.of(2L), bench.undo(new OneChange(2)).changeIds());
        assertEquals("old\n", Files.readString(file()));
      }
      bench.write("s", "later", "cut " + cut);
      assertEquals("CREATED later", bench.kinds().getLast());
      Files.delete(bench.root.resolve("later"));
    }
  }

  @Test
  void aWriteThatNeverHappenedIsNoChange() throws Exception {
    Files.writeString(file(), "old\n");
    bench.run("s", "write_file", WRITE);
    dropLastLine();
    Files.writeString(file(), "old\n");
    bench.restart();
    assertEquals(List.of(), bench.list());
  }

  /// A power cut may take any of the lines that were not forced to disk, and leave later ones.
  @Test
  void aHoleInTheRecordLosesOnlyWhatStoodInIt() throws Exception {
    bench.write("s", "a", "one");
    bench.write("s", "b", "two");
    bench.write("s", "c", "three");
    var whole = Files.readAllBytes(bench.logFile());
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
        Files.write(bench.logFile(), holed);
        bench.restart();
        bench.write("s", "later", "hole " + first + " to " + last);
        assertTrue(
            bench.list().stream().anyMatch(change -> change.path().equals("later")),
            "hole " + first + " to " + last);
      }
    }
  }

  @Test
  void aDamagedLineInTheMiddleIsReportedAndNothingIsTouched() throws Exception {
    bench.write("s", "a", "1");
    bench.write("s", "b", "1");
    var lines = Files.readAllLines(bench.logFile());
    lines.set(2, "{\"line\":\"done\",");
    Files.write(bench.logFile(), lines);
    bench.restart();
    for (var request : List.<Runnable>of(bench::list, bench::undoAll)) {
      var refused = assertThrows(ServiceException.class, request::run).error();
      assertEquals(ServiceError.Code.FAILED, refused.code());
      assertTrue(refused.detail().contains("Line 3 of"), refused.detail());
    }
    var result = bench.write("s", "c", "1");
    assertTrue(result.error().contains("Line 3 of"), result.error());
    assertFalse(Files.exists(bench.root.resolve("c")), "no write without a record");
  }

  @Test
  void aRepeatedWriteThatHappenedIsNotDoneAgain() throws Exception {
    Files.writeString(file(), "old\n");
    bench.run("s", "write_file", WRITE);
    dropLastLine();
    var written = Files.getLastModifiedTime(file());
    bench.restart();
    assertEquals(
        ToolResult.ok("Wrote 4 bytes to f")
            .withFilesChanged(List.of(new FileChange("f", FileChange.Kind.MODIFIED))),
        bench.repeat("s", "write_file", WRITE));
    assertEquals(written, Files.getLastModifiedTime(file()));
    bench.undoAll();
    assertEquals("old\n", Files.readString(file()));
  }

  @Test
  void aRepeatedWriteThatDidNotHappenIsDone() throws Exception {
    bench.run("s", "write_file", WRITE);
    dropLastLine();
    Files.delete(file());
    bench.restart();
    assertEquals(
        List.of(new FileChange("f", FileChange.Kind.CREATED)),
        bench.repeat("s", "write_file", WRITE).filesChanged());
    assertEquals("new\n", Files.readString(file()));
    bench.undoAll();
    assertFalse(Files.exists(file()));
  }

  @Test
  void aRepeatedCallIsUndoneToBeforeItsFirstTry() throws Exception {
    Files.writeString(file(), "old\n");
    var half = Map.<String, Object>of("command", "echo half > f; echo 1 > g");
    bench.run("s", "shell_execute", half);
    bench.restart();
    var again = Map.<String, Object>of("command", "echo whole > f; echo 2 > h");
    assertEquals(
        List.of("f", "g", "h"),
        bench.repeat("s", "shell_execute", again).filesChanged().stream()
            .map(FileChange::path)
            .toList());
    assertEquals(List.of("MODIFIED f", "CREATED g", "CREATED h"), bench.kinds());
    bench.undoAll();
    assertEquals("old\n", Files.readString(file()));
    assertFalse(Files.exists(bench.root.resolve("g")));
  }

  @Test
  void aRepeatedEditThatHappenedReportsTheFirstResult() throws Exception {
    Files.writeString(file(), "a\nb\nc\n");
    var first = bench.run("s", "edit_file", EDIT);
    dropLastLine();
    bench.restart();
    assertEquals(first, bench.repeat("s", "edit_file", EDIT));
    assertEquals("a\nb\nb2\nc\n", Files.readString(file()));
  }

  @Test
  void aRepeatedEditThatDidNotHappenIsDone() throws Exception {
    Files.writeString(file(), "a\nb\nc\n");
    bench.run("s", "edit_file", EDIT);
    dropLastLine();
    Files.writeString(file(), "a\nb\nc\n");
    bench.restart();
    assertTrue(bench.repeat("s", "edit_file", EDIT).success());
    assertEquals("a\nb\nb2\nc\n", Files.readString(file()));
  }

  @Test
  void aRepeatedEditOfAFileEditedSinceFailsWithAHintToReadIt() throws Exception {
    Files.writeString(file(), "a\nb\nc\n");
    bench.run("s", "edit_file", EDIT);
    dropLastLine();
    Files.writeString(file(), "b\n");
    bench.restart();
    var result = bench.repeat("s", "edit_file", EDIT);
    assertTrue(result.error().contains("Read it before you edit it again"), result.error());
    assertEquals("b\n", Files.readString(file()));
  }

  @Test
  void whatACommandDidWhenTheEngineDiedIsFoundAndUndone() throws Exception {
    Files.writeString(file(), "old\n");
    Files.writeString(bench.root.resolve("gone"), "gone\n");
    var before = bench.tree();
    var pending = bench.home.resolve("changes/pending");
    bench.shell(
        "s", "cp -r '" + pending + "' '" + temp + "/kept'; echo x > f; rm gone; echo 1 > n");
    // As if the engine had died before it looked.
    Files.delete(bench.logFile());
    try (var kept = Files.list(temp.resolve("kept"))) {
      for (var manifest : kept.toList()) {
        Files.copy(manifest, pending.resolve(manifest.getFileName()));
      }
    }
    bench.restart();
    assertEquals(List.of("MODIFIED f", "DELETED gone", "CREATED n"), bench.kinds());
    assertEquals(List.of(), List.of(pending.toFile().list()));
    bench.undoAll();
    assertEquals(before, bench.tree());
  }

  @Test
  void aManifestThatWasCutOffMeansThatNoCommandRan() throws Exception {
    bench.write("s", "f", "1");
    var manifest = bench.home.resolve("changes/pending/" + bench.task + ".0123");
    Files.write(manifest, "{\"task_id\":\"x".getBytes(StandardCharsets.UTF_8));
    bench.restart();
    assertEquals(List.of("CREATED f"), bench.kinds());
    assertFalse(Files.exists(manifest));
  }

  @Test
  void anUndoThatWasCutShortIsCompletedByAskingAgain() throws Exception {
    Files.writeString(file(), "old\n");
    bench.write("s", "f", "1");
    bench.write("s", "f", "2");
    bench.write("s", "g/h", "2");
    Files.writeString(file(), "old\n");
    assertEquals(List.of(3L, 2L, 1L), bench.undoAll().changeIds());
    assertEquals("old\n", Files.readString(file()));
    assertFalse(Files.exists(bench.root.resolve("g")));
  }
}
