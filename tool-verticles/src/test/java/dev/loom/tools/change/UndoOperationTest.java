package dev.loom.tools.change;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.api.tool.FileChange;
import dev.loom.api.tool.FileChange.Kind;
import dev.loom.api.tool.ToolResult;
import dev.loom.contracts.change.UndoChanges.OneChange;
import dev.loom.contracts.change.UndoChanges.OneSubtask;
import dev.loom.contracts.change.UndoChanges.Scope;
import dev.loom.contracts.change.UndoChanges.WholeTask;
import dev.loom.contracts.config.ToolsConfig;
import dev.loom.contracts.error.ServiceError;
import dev.loom.contracts.error.ServiceException;
import dev.loom.contracts.id.SubtaskId;
import dev.loom.tools.ChangeLogHarness;
import dev.loom.tools.FakePlugin;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class UndoOperationTest {
  @TempDir private Path temp;
  private ChangeLogHarness harness;

  @BeforeEach
  void open() throws IOException {
    harness = new ChangeLogHarness(temp);
    put("text", "one\ntwo\nthree\n");
    put("windows", "one\r\ntwo\r\n");
    put("no end", "last line");
    put("empty", "");
    put("a/b/deep", "deep\n");
    put("grün/漢字 \uD83D\uDE80", "ä\n");
    put("new\nline", "odd\n");
    Files.write(harness.root.resolve("binary"), new byte[] {0, 1, (byte) 0xff, 10, 0});
    put("run.sh", "#!/bin/sh\n");
    Files.setPosixFilePermissions(
        harness.root.resolve("run.sh"), PosixFilePermissions.fromString("rwxr-x---"));
    Files.createSymbolicLink(harness.root.resolve("link"), Path.of("a/b/deep"));
    Files.createSymbolicLink(harness.root.resolve("outside"), Path.of("no/where"));
  }

  private void put(String path, String content) throws IOException {
    var file = harness.root.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }

  @AfterEach
  void close() {
    harness.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "true",
        "rm text",
        "rm -r a",
        "rm -rf ./* ",
        "mv text moved",
        "mv a elsewhere",
        "sed -i s/two/2/ text windows",
        "mkdir -p x/y/z && for i in 1 2 3 4 5 6 7 8 9; do echo $i > x/y/z/$i; done",
        "chmod 600 run.sh",
        "chmod +x text && echo more >> text",
        "printf 'x' > empty; : > text",
        "rm binary; printf 'a\\0b' > binary2",
        "rm -r a && echo file > a",
        "rm text && mkdir text && echo x > text/in",
        "rm link && ln -s text link; rm outside; ln -s /tmp new-link",
        "rm link && echo file > link",
        "rm text && ln -s run.sh text",
        "find . -type f -exec sh -c 'echo x >> \"$1\"' - {} \\;",
        "rm -r gr*; rm new*; mkdir -p 'q\nr'; echo 1 > 'q\nr/s\tt'",
        "exit 3; echo"
      })
  void changesOfACommandAreUndoneToTheByte(String command) throws Exception {
    var before = harness.tree();
    var result = harness.shell("s", command);
    var after = harness.tree();
    var named = result.filesChanged().stream().map(c -> c.kind() + " " + c.path()).toList();
    assertEquals(named, harness.kinds());
    assertEquals(before.equals(after), named.isEmpty());
    if (!named.isEmpty()) {
      harness.undoAll();
    }
    assertEquals(before, harness.tree());
  }

  @Test
  void eachKindOfChangeIsRecorded() throws Exception {
    harness.shell(
        "s", "echo new > d; rm text; echo x >> empty; chmod 777 run.sh; ln -sf text link");
    assertEquals(
        List.of("CREATED d", "MODIFIED empty", "MODIFIED link", "MODIFIED run.sh", "DELETED text"),
        harness.kinds());
  }

  @Test
  void writesOfFileToolsAreUndone() throws Exception {
    var before = harness.tree();
    harness.write("s", "x/y/new", "1");
    harness.write("s", "x/y/new", "2");
    harness.write("s", "text", "other");
    harness.write("s", "run.sh", "#!/bin/bash\n");
    harness.write("s", "link", "through the link");
    harness.run(
        "s", "edit_file", Map.of("path", "windows", "old_str", "two", "new_str", "2\nand more"));
    assertEquals(
        List.of(
            "CREATED x/y/new",
            "MODIFIED x/y/new",
            "MODIFIED text",
            "MODIFIED run.sh",
            "MODIFIED a/b/deep",
            "MODIFIED windows"),
        harness.kinds());
    var undone = harness.undoAll();
    assertEquals(List.of(6L, 5L, 4L, 3L, 2L, 1L), undone.changeIds());
    assertEquals(
        List.of(
            new FileChange("a/b/deep", Kind.MODIFIED),
            new FileChange("run.sh", Kind.MODIFIED),
            new FileChange("text", Kind.MODIFIED),
            new FileChange("windows", Kind.MODIFIED),
            new FileChange("x/y/new", Kind.DELETED)),
        undone.restored());
    assertEquals(before, harness.tree());
    assertTrue(harness.list().stream().allMatch(change -> change.undone() && !change.undoable()));
  }

  @Test
  void aWriteOfTheSameContentIsNoChangeAndStoresNothing() throws Exception {
    harness.write("s", "text", "one\ntwo\nthree\n");
    assertFalse(Files.exists(harness.home.resolve("changes/images")));
    harness.shell("s", "touch text; cat text > copy; rm copy");
    assertEquals(List.of(), harness.list());
    assertConflict(new WholeTask(), "There is nothing to undo");
  }

  private void assertNotFound(Scope scope) {
    var missing = assertThrows(ServiceException.class, () -> harness.undo(scope));
    assertEquals(ServiceError.Code.NOT_FOUND, missing.error().code());
  }

  @Test
  void aTaskWithoutChangesHasNoneToUndo() throws Exception {
    assertNotFound(new OneChange(1));
    assertNotFound(new OneSubtask(new SubtaskId("s1")));
    assertConflict(new WholeTask(), "There is nothing to undo");
  }

  @Test
  void oneSubtaskOrOneChangeIsUndoneAndTheRestStays() throws Exception {
    harness.write("s1", "one", "1");
    harness.write("s2", "two", "2");
    harness.shell("s1", "echo 3 > three; echo 4 > four");
    harness.undo(new OneSubtask(new SubtaskId("s1")));
    assertTrue(Files.exists(harness.root.resolve("two")));
    assertFalse(Files.exists(harness.root.resolve("one")));
    assertFalse(Files.exists(harness.root.resolve("three")));
    assertConflict(new OneSubtask(new SubtaskId("s1")), "There is nothing to undo");
    assertConflict(new OneChange(1), "Change 1 is already undone");
    harness.undo(new OneChange(2));
    assertFalse(Files.exists(harness.root.resolve("two")));
    assertNotFound(new OneChange(99));
    assertNotFound(new OneSubtask(new SubtaskId("s9")));
  }

  private String assertConflict(Scope scope, String part) throws IOException {
    var before = harness.tree();
    var error = assertThrows(ServiceException.class, () -> harness.undo(scope)).error();
    assertEquals(ServiceError.Code.CONFLICT, error.code());
    assertTrue(error.detail().contains(part), error.detail());
    assertEquals(before, harness.tree());
    return error.detail();
  }

  @Test
  void nothingIsUndoneWhenAUserEditedAFileSince() throws Exception {
    harness.write("s", "one", "1");
    harness.write("s", "text", "loom");
    Files.writeString(harness.root.resolve("text"), "mine");
    assertConflict(new WholeTask(), "text was edited since");
    Files.writeString(harness.root.resolve("text"), "loom");
    Files.delete(harness.root.resolve("one"));
    Files.setPosixFilePermissions(
        harness.root.resolve("text"), PosixFilePermissions.fromString("rwx------"));
    assertConflict(new WholeTask(), "text was edited since");
  }

  @Test
  void aUserEditBetweenTwoChangesIsNotLost() throws Exception {
    harness.write("s", "text", "first");
    Files.writeString(harness.root.resolve("text"), "mine");
    harness.write("s", "text", "second");
    assertConflict(new WholeTask(), "text was edited outside Loom between change 1 and change 2");
    harness.undo(new OneChange(2));
    assertEquals("mine", Files.readString(harness.root.resolve("text")));
  }

  @Test
  void aLaterChangeOfAnotherSubtaskIsNamed() throws Exception {
    harness.write("s1", "text", "first");
    harness.write("s2", "text", "second");
    assertConflict(
        new OneSubtask(new SubtaskId("s1")), "text: change 2 of subtask s2 modified it later");
    harness.undo(new OneSubtask(new SubtaskId("s2")));
    harness.undo(new OneSubtask(new SubtaskId("s1")));
    assertEquals("one\ntwo\nthree\n", Files.readString(harness.root.resolve("text")));
  }

  @Test
  void aFileThatReplacedARemovedDirectoryIsKept() throws Exception {
    harness.shell("s", "rm -r a");
    put("a", "mine");
    assertConflict(new WholeTask(), "a/b/deep: a is no longer a directory");
  }

  @Test
  void aDirectoryCreatedByATaskStaysWhileItHoldsAUsersFile() throws Exception {
    harness.shell("s", "mkdir made && echo 1 > made/one");
    put("made/mine", "mine");
    harness.undoAll();
    assertEquals("mine", Files.readString(harness.root.resolve("made/mine")));
    assertFalse(Files.exists(harness.root.resolve("made/one")));
  }

  @Test
  void anExistingDirectoryIsKeptWhenUndoEmptiesIt() throws Exception {
    Files.createDirectory(harness.root.resolve("kept"));
    var before = harness.tree();
    harness.write("s", "kept/new/file", "1");
    harness.write("s", "kept/new/other", "1");
    harness.undo(new OneChange(1));
    harness.undo(new OneChange(2));
    assertEquals(before, harness.tree());
  }

  @Test
  void aSwappedInLinkCannotRedirectAnUndo() throws Exception {
    var outside = Files.createDirectory(temp.resolve("outside"));
    Files.writeString(outside.resolve("f"), "2");
    harness.write("s", "d/f", "1");
    harness.write("s", "d/f", "2");
    Files.delete(harness.root.resolve("d/f"));
    Files.delete(harness.root.resolve("d"));
    Files.createSymbolicLink(harness.root.resolve("d"), outside);
    assertConflict(new OneChange(2), "d/f was removed since");
    assertEquals("2", Files.readString(outside.resolve("f")));
  }

  @Test
  void tooLargeFilesAreListedWithTheReasonAndNotUndone() throws Exception {
    harness.close();
    var config =
        new ToolsConfig(
            4,
            10_000,
            60,
            1_000,
            5_000,
            20_000,
            30,
            false,
            ToolsConfig.Processes.defaults(),
            List.of());
    var other = Files.createDirectory(temp.resolve("other"));
    harness = new ChangeLogHarness(other, config);
    Files.write(harness.root.resolve("big"), new byte[2_000]);
    for (var i = 0; i < 10; i++) {
      Files.write(harness.root.resolve("f" + i), new byte[900]);
    }
    harness.shell("s", "for f in *; do echo x >> $f; done");
    var why = new TreeMap<String, String>();
    harness.list().forEach(change -> why.put(change.path(), change.whyNot()));
    assertEquals(11, why.size());
    assertEquals("the file is larger than tools.undo_file_bytes_max", why.get("big"));
    assertEquals("", why.get("f0"));
    assertEquals("the workspace is larger than tools.undo_total_bytes_max", why.get("f9"));
    assertConflict(new OneChange(1), "big: change 1 cannot be undone: the file is larger");
    var undone = harness.undo(new WholeTask());
    assertTrue(
        undone.notUndone().getFirst().startsWith("big: change 1 cannot be undone: the file is"),
        undone.notUndone()::toString);
    assertEquals(11, undone.changeIds().size() + undone.notUndone().size());
    assertEquals(900, Files.size(harness.root.resolve("f0")));
    harness.write("s", "big", "y".repeat(1_500));
    assertFalse(harness.list().getLast().undoable());
    harness.shell("s", "true");
    assertEquals(12, harness.list().size());
  }

  @Test
  void anUnknownTaskHasNoChanges() throws Exception {
    assertEquals(List.of(), harness.list());
    assertConflict(new WholeTask(), "There is nothing to undo");
    assertFalse(Files.exists(harness.home), "a request created the directory");
  }

  @Test
  void withoutTheWorkspaceChangesAreListedAndNotUndone() throws Exception {
    harness.write("s", "text", "first");
    harness.restart();
    Files.move(harness.root, temp.resolve("away"));
    var change = harness.list().getFirst();
    assertFalse(change.undoable());
    assertEquals("Workspace does not exist: " + harness.root, change.whyNot());
    var error = assertThrows(ServiceException.class, harness::undoAll).error();
    assertTrue(error.detail().contains("Workspace does not exist"), error.detail());
    Files.move(temp.resolve("away"), harness.root);
    harness.undoAll();
  }

  @Test
  void aTimedOutCommandReportsItsChanges() throws Exception {
    harness.close();
    var config =
        new ToolsConfig(
            4,
            10_000,
            1,
            8 << 20,
            256 << 20,
            20_000,
            30,
            false,
            ToolsConfig.Processes.defaults(),
            List.of());
    harness = new ChangeLogHarness(Files.createDirectory(temp.resolve("other")), config);
    var result = harness.shell("s", "echo 1 > made; sleep 60");
    assertTrue(result.error().contains("timed out"), result.error());
    assertEquals(List.of(new FileChange("made", Kind.CREATED)), result.filesChanged());
    harness.undoAll();
    assertFalse(Files.exists(harness.root.resolve("made")));
  }

  @Test
  void theChangesOfACancelledCommandAreRecorded() throws Exception {
    var thread =
        Thread.ofPlatform()
            .start(
                () ->
                    assertThrows(
                        InterruptedException.class,
                        () -> harness.shell("s", "echo 1 > made; sleep 60")));
    for (var end = System.nanoTime() + 20_000_000_000L;
        !Files.exists(harness.root.resolve("made")) && System.nanoTime() < end; ) {
      Thread.onSpinWait();
    }
    thread.interrupt();
    thread.join();
    assertEquals(List.of("CREATED made"), harness.kinds());
    harness.undoAll();
  }

  @Test
  void aConcurrentWriteIsNotAttributedToARunningCommand() throws Exception {
    var config =
        new ToolsConfig(
            4,
            10_000,
            60,
            8 << 20,
            256 << 20,
            20_000,
            30,
            true,
            ToolsConfig.Processes.defaults(),
            List.of());
    try (var concurrent = new ChangeLogHarness(Files.createDirectory(temp.resolve("c")), config)) {
      var command =
          Thread.ofPlatform()
              .start(
                  () -> {
                    try {
                      concurrent.shell(
                          "s1", "touch ready; while ! test -e go; do sleep 0.01; done");
                    } catch (InterruptedException stopped) {
                      throw new IllegalStateException(stopped);
                    }
                  });
      for (var end = System.nanoTime() + 20_000_000_000L;
          !Files.exists(concurrent.root.resolve("ready")) && System.nanoTime() < end; ) {
        Thread.onSpinWait();
      }
      concurrent.write("s2", "text", "by s2");
      concurrent.write("s2", "go", "");
      command.join();
      assertEquals(
          List.of("s2 text", "s2 go", "s1 ready"),
          concurrent.list().stream().map(c -> c.subtaskId() + " " + c.path()).toList());
      concurrent.undo(new OneSubtask(new SubtaskId("s2")));
    }
  }

  @Test
  void storedDataAreReadableByTheOwnerOnly() throws Exception {
    harness.write("s", "text", "first");
    harness.shell("s", "echo 1 > one; rm text");
    try (var kept = Files.walk(harness.home.resolve("changes"))) {
      for (var path : kept.toList()) {
        var mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
        assertEquals(Files.isDirectory(path) ? "rwx------" : "rw-------", mode, path.toString());
      }
    }
    assertEquals(List.of(), List.of(harness.home.resolve("changes/pending").toFile().list()));
  }

  @Test
  void aChangeIsShownAsADiff() throws Exception {
    harness.write("s", "text", "one\n2\nthree");
    harness.shell("s", "rm empty; chmod 644 run.sh; echo hi > 'q\"r'; rm binary");
    var diffs = harness.list(Optional.of("s"), true).stream().map(c -> c.diff()).toList();
    assertEquals(
        "--- a/text\n+++ b/text\n@@ -1,3 +1,3 @@\n one\n-two\n-three\n+2\n+three\n"
            + "\\ No newline at end of file\n",
        diffs.getFirst());
    assertEquals("Binary files a/binary and /dev/null differ\n", diffs.get(1));
    assertEquals(
        "diff --git a/empty b/empty\ndeleted file mode 100644\n--- a/empty\n+++ /dev/null\n",
        diffs.get(2));
    assertEquals("--- /dev/null\n+++ \"b/q\\\"r\"\n@@ -0,0 +1 @@\n+hi\n", diffs.get(3));
    assertEquals("diff --git a/run.sh b/run.sh\nold mode 100755\nnew mode 100644\n", diffs.get(4));
    assertEquals(List.of(), harness.list(Optional.of("other"), true));
  }

  @Test
  void contentThatWasDamagedIsNeverRestored() throws Exception {
    harness.write("s", "text", "first");
    try (var stored = Files.walk(harness.home.resolve("changes/images"))) {
      for (var content : stored.filter(Files::isRegularFile).toList()) {
        Files.write(content, "damaged".getBytes(StandardCharsets.UTF_8));
      }
    }
    assertConflict(new WholeTask(), "text: the previous content is damaged");
  }

  @Test
  void inATooLargeWorkspaceChangesAreReportedAsUnknown() throws Exception {
    var result = harness.shell("s", "mkdir many && cd many && seq 20100 | xargs touch");
    assertEquals(Map.of("exit_code", 0, "files_changed_unknown", true), result.data());
    assertEquals(
        Map.of("exit_code", 0, "files_changed_unknown", true),
        harness.shell("s", "touch new").data());
    harness.write("s", "text", "x");
    assertEquals(List.of("MODIFIED text"), harness.kinds());
  }

  @Test
  void aCommandInAWorkspaceOverTheConfiguredLimitSaysThatItsChangesAreUnknown() throws Exception {
    var config =
        new ToolsConfig(
            4,
            10_000,
            60,
            8 << 20,
            256 << 20,
            3,
            30,
            false,
            ToolsConfig.Processes.defaults(),
            List.of());
    var note =
        "Note: some changes of this call are not recorded and cannot be undone, because the"
            + " workspace has more than 3 entries (tools.undo_entries_max).";
    try (var small = new ChangeLogHarness(Files.createDirectory(temp.resolve("small")), config)) {
      var within = small.shell("s", "touch a b c");
      assertEquals(Map.of("exit_code", 0), within.data());
      assertEquals(3, within.filesChanged().size());
      var crossing = small.shell("s", "echo done; touch d");
      assertEquals("done\n\n" + note, crossing.output());
      assertEquals(true, crossing.data().get("files_changed_unknown"));
      var failed = small.shell("s", "rm a; exit 3");
      assertFalse(failed.success());
      assertTrue(failed.output().endsWith(note), failed.output());
      assertEquals(List.of("CREATED a", "CREATED b", "CREATED c"), small.kinds());
    }
  }

  @Test
  void aNamedDirectoryWithTooManyEntriesIsSaidToBeUnsaved() throws Exception {
    harness.close();
    var config =
        new ToolsConfig(
            64,
            30_720,
            120,
            8 << 20,
            256 << 20,
            4,
            30,
            false,
            ToolsConfig.Processes.defaults(),
            List.of());
    harness = new ChangeLogHarness(Files.createDirectory(temp.resolve("small")), config);
    Files.createDirectory(harness.root.resolve("build"));
    for (var name : List.of("a", "b", "c", "d")) {
      Files.writeString(harness.root.resolve("build").resolve(name), name);
    }
    var result = harness.shell("s", "echo x > x; rm -rf build");
    assertEquals(
        "Note: some changes of this call are not recorded and cannot be undone, because with"
            + " build, the workspace has more than 4 entries (tools.undo_entries_max).",
        result.output());
    assertEquals(List.of("CREATED x"), harness.kinds());
  }

  /// Recording what every build writes would cost more than the build.
  @Test
  void ignoredDirectoriesThatACommandDoesNotNameAreNotRecorded() throws Exception {
    Files.createDirectory(harness.root.resolve("target"));
    Files.writeString(harness.root.resolve("build.sh"), "echo x > target/x; echo x > .git/x");
    harness.shell("s", "mkdir .git; sh build.sh");
    harness.write("s", "target/y", "1");
    assertEquals(List.of("CREATED target/y"), harness.kinds());
    harness.undoAll();
    assertTrue(Files.exists(harness.root.resolve("target/x")));
  }

  @Test
  void ignoredDirectoriesThatACommandNamesAreRestored() throws Exception {
    var notes = harness.root.resolve("app/build/deep/notes.txt");
    Files.createDirectories(notes.getParent());
    Files.writeString(notes, "mine");
    Files.createSymbolicLink(harness.root.resolve("app/build/link"), Path.of("deep"));
    Files.createDirectories(harness.root.resolve("dist/node_modules"));
    Files.writeString(harness.root.resolve("dist/node_modules/d.js"), "d");
    assertEquals(2, harness.shell("s", "rm -rf app/build").filesChanged().size());
    harness.shell("s", "echo changed > dist/node_modules/d.js; echo new > dist/new");
    harness.shell("s", "mkdir target; echo x > target/x");
    harness.undoAll();
    assertEquals("mine", Files.readString(notes));
    assertEquals(Path.of("deep"), Files.readSymbolicLink(harness.root.resolve("app/build/link")));
    assertEquals("d", Files.readString(harness.root.resolve("dist/node_modules/d.js")));
    assertFalse(Files.exists(harness.root.resolve("dist/new")));
    assertFalse(Files.exists(harness.root.resolve("target")));
  }

  @Test
  void loomsOwnDirectoryIsNeverPartOfAChange() throws Exception {
    harness.close();
    var outer = Files.createDirectory(temp.resolve("outer"));
    harness = new ChangeLogHarness(outer, outer.toRealPath().resolve("workspace/.loom"));
    harness.shell("s", "echo 1 > one");
    harness.shell("s", "echo 2 > .loom/mine");
    assertEquals(List.of("CREATED one"), harness.kinds());
  }

  @Test
  void changesByAPluginAreRecordedWithoutItsHelp() throws Exception {
    harness.close();
    var plugin =
        new FakePlugin(
            context -> {
              context.workspace().write("text", "by a plugin".getBytes(StandardCharsets.UTF_8));
              context
                  .processRunner()
                  .run(List.of("sh", "-c", "echo 1 > one; echo x >> text"), Map.of());
              context.processRunner().run(List.of("sh", "-c", "rm one; echo 2 > two"), Map.of());
              return ToolResult.ok("done");
            });
    harness = new ChangeLogHarness(Files.createDirectory(temp.resolve("other")), plugin);
    put("text", "old");
    var before = harness.tree();
    assertEquals(
        List.of(new FileChange("text", Kind.MODIFIED), new FileChange("two", Kind.CREATED)),
        harness.run("s", plugin.descriptor().name(), Map.of()).filesChanged());
    harness.undoAll();
    assertEquals(before, harness.tree());
  }

  @Test
  void aWriteThatFailsLeavesNoChange() throws Exception {
    harness.write("s", "text/below", "1");
    harness.write("s", "a", "1");
    harness.write("s", "../out", "1");
    assertEquals(List.of(), harness.list());
  }

  @Test
  void changesOfConcurrentCallsAreAllRecordedAndUndone() throws Exception {
    var before = harness.tree();
    try (var calls = Executors.newFixedThreadPool(6)) {
      for (var subtask = 0; subtask < 6; subtask++) {
        var name = "s" + subtask;
        calls.submit(
            () -> {
              for (var i = 0; i < 20; i++) {
                harness.write(name, name + "/" + i, name + i);
                harness.shell(name, "echo " + i + " >> by-" + name + "; rm " + name + "/" + i);
                harness.write(name, "text-" + name, "x" + i);
              }
              return null;
            });
      }
    }
    harness.undoAll();
    assertEquals(before, harness.tree());
  }
}
