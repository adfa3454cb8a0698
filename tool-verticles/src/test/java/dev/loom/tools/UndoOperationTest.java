package dev.loom.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.api.tool.FileChange;
import dev.loom.api.tool.FileChange.Kind;
import dev.loom.api.tool.ToolResult;
import dev.loom.contracts.bus.ServiceError;
import dev.loom.contracts.bus.ServiceException;
import dev.loom.contracts.change.UndoChanges.OneChange;
import dev.loom.contracts.change.UndoChanges.OneSubtask;
import dev.loom.contracts.change.UndoChanges.Scope;
import dev.loom.contracts.change.UndoChanges.WholeTask;
import dev.loom.contracts.config.ToolsConfig;
import dev.loom.contracts.id.SubtaskId;
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
  private ChangeLogHarness bench;

  @BeforeEach
  void open() throws IOException {
    bench = new ChangeLogHarness(temp);
    put("text", "one\ntwo\nthree\n");
    put("windows", "one\r\ntwo\r\n");
    put("no end", "last line");
    put("empty", "");
    put("a/b/deep", "deep\n");
    put("grün/漢字 \uD83D\uDE80", "ä\n");
    put("new\nline", "odd\n");
    Files.write(bench.root.resolve("binary"), new byte[] {0, 1, (byte) 0xff, 10, 0});
    put("run.sh", "#!/bin/sh\n");
    Files.setPosixFilePermissions(
        bench.root.resolve("run.sh"), PosixFilePermissions.fromString("rwxr-x---"));
    Files.createSymbolicLink(bench.root.resolve("link"), Path.of("a/b/deep"));
    Files.createSymbolicLink(bench.root.resolve("outside"), Path.of("no/where"));
  }

  private void put(String path, String content) throws IOException {
    var file = bench.root.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }

  @AfterEach
  void close() {
    bench.close();
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
  void whatACommandDidIsUndoneToTheByte(String command) throws Exception {
    var before = bench.tree();
    var result = bench.shell("s", command);
    var after = bench.tree();
    var named = result.filesChanged().stream().map(c -> c.kind() + " " + c.path()).toList();
    assertEquals(named, bench.kinds());
    assertEquals(before.equals(after), named.isEmpty());
    if (!named.isEmpty()) {
      bench.undoAll();
    }
    assertEquals(before, bench.tree());
  }

  @Test
  void eachKindOfChangeIsNamed() throws Exception {
    bench.shell("s", "echo new > d; rm text; echo x >> empty; chmod 777 run.sh; ln -sf text link");
    assertEquals(
        List.of("CREATED d", "MODIFIED empty", "MODIFIED link", "MODIFIED run.sh", "DELETED text"),
        bench.kinds());
  }

  @Test
  void whatFileToolsWroteIsUndone() throws Exception {
    var before = bench.tree();
    bench.write("s", "x/y/new", "1");
    bench.write("s", "x/y/new", "2");
    bench.write("s", "text", "other");
    bench.write("s", "run.sh", "#!/bin/bash\n");
    bench.write("s", "link", "through the link");
    bench.run(
        "s", "edit_file", Map.of("path", "windows", "old_str", "two", "new_str", "2\nand more"));
    assertEquals(
        List.of(
            "CREATED x/y/new",
            "MODIFIED x/y/new",
            "MODIFIED text",
            "MODIFIED run.sh",
            "MODIFIED a/b/deep",
            "MODIFIED windows"),
        bench.kinds());
    var undone = bench.undoAll();
    assertEquals(List.of(6L, 5L, 4L, 3L, 2L, 1L), undone.changeIds());
    assertEquals(
        List.of(
            new FileChange("a/b/deep", Kind.MODIFIED),
            new FileChange("run.sh", Kind.MODIFIED),
            new FileChange("text", Kind.MODIFIED),
            new FileChange("windows", Kind.MODIFIED),
            new FileChange("x/y/new", Kind.DELETED)),
        undone.restored());
    assertEquals(before, bench.tree());
    assertTrue(bench.list().stream().allMatch(change -> change.undone() && !change.undoable()));
  }

  @Test
  void aWriteThatChangesNothingIsNoChangeAndKeepsNothing() throws Exception {
    bench.write("s", "text", "one\ntwo\nthree\n");
    assertFalse(Files.exists(bench.home.resolve("changes/images")));
    bench.shell("s", "touch text; cat text > copy; rm copy");
    assertEquals(List.of(), bench.list());
    refused(new WholeTask(), "There is nothing to undo");
  }

  @Test
  void oneSubtaskOrOneChangeIsUndoneAndTheRestStays() throws Exception {
    bench.write("s1", "one", "1");
    bench.write("s2", "two", "2");
    bench.shell("s1", "echo 3 > three; echo 4 > four");
    bench.undo(new OneSubtask(new SubtaskId("s1")));
    assertTrue(Files.exists(bench.root.resolve("two")));
    assertFalse(Files.exists(bench.root.resolve("one")));
    assertFalse(Files.exists(bench.root.resolve("three")));
    refused(new OneSubtask(new SubtaskId("s1")), "There is nothing to undo");
    refused(new OneChange(1), "Change 1 is undone already");
    bench.undo(new OneChange(2));
    assertFalse(Files.exists(bench.root.resolve("two")));
    var missing = assertThrows(ServiceException.class, () -> bench.undo(new OneChange(99)));
    assertEquals(ServiceError.Code.NOT_FOUND, missing.error().code());
  }

  private String refused(Scope scope, String part) throws IOException {
    var before = bench.tree();
    var refused = assertThrows(ServiceException.class, () -> bench.undo(scope)).error();
    assertEquals(ServiceError.Code.CONFLICT, refused.code());
    assertTrue(refused.detail().contains(part), refused.detail());
    assertEquals(before, bench.tree());
    return refused.detail();
  }

  @Test
  void nothingIsUndoneWhenAUserEditedAFileSince() throws Exception {
    bench.write("s", "one", "1");
    bench.write("s", "text", "loom");
    Files.writeString(bench.root.resolve("text"), "mine");
    refused(new WholeTask(), "text was edited since");
    Files.writeString(bench.root.resolve("text"), "loom");
    Files.delete(bench.root.resolve("one"));
    Files.setPosixFilePermissions(
        bench.root.resolve("text"), PosixFilePermissions.fromString("rwx------"));
    refused(new WholeTask(), "text was edited since");
  }

  @Test
  void anEditBetweenTwoChangesIsNotLost() throws Exception {
    bench.write("s", "text", "first");
    Files.writeString(bench.root.resolve("text"), "mine");
    bench.write("s", "text", "second");
    refused(new WholeTask(), "text was edited by somebody else between change 1 and change 2");
    bench.undo(new OneChange(2));
    assertEquals("mine", Files.readString(bench.root.resolve("text")));
  }

  @Test
  void aLaterChangeOfAnotherSubtaskIsNamed() throws Exception {
    bench.write("s1", "text", "first");
    bench.write("s2", "text", "second");
    refused(new OneSubtask(new SubtaskId("s1")), "text: change 2 of subtask s2 touched it later");
    bench.undo(new OneSubtask(new SubtaskId("s2")));
    bench.undo(new OneSubtask(new SubtaskId("s1")));
    assertEquals("one\ntwo\nthree\n", Files.readString(bench.root.resolve("text")));
  }

  @Test
  void whatTookThePlaceOfARemovedDirectoryStays() throws Exception {
    bench.shell("s", "rm -r a");
    put("a", "mine");
    refused(new WholeTask(), "a/b/deep: a is no directory any more");
  }

  @Test
  void aDirectoryCreatedByATaskStaysWhileItHoldsAUsersFile() throws Exception {
    bench.shell("s", "mkdir made && echo 1 > made/one");
    put("made/mine", "mine");
    bench.undoAll();
    assertEquals("mine", Files.readString(bench.root.resolve("made/mine")));
    assertFalse(Files.exists(bench.root.resolve("made/one")));
  }

  @Test
  void aDirectoryThatWasThereBeforeStaysWhenItIsEmptyAgain() throws Exception {
    Files.createDirectory(bench.root.resolve("kept"));
    var before = bench.tree();
    bench.write("s", "kept/new/file", "1");
    bench.write("s", "kept/new/other", "1");
    bench.undo(new OneChange(1));
    bench.undo(new OneChange(2));
    assertEquals(before, bench.tree());
  }

  @Test
  void aLinkThatWasSwappedInLeadsNoUndoOutside() throws Exception {
    var outside = Files.createDirectory(temp.resolve("outside"));
    Files.writeString(outside.resolve("f"), "2");
    bench.write("s", "d/f", "1");
    bench.write("s", "d/f", "2");
    Files.delete(bench.root.resolve("d/f"));
    Files.delete(bench.root.resolve("d"));
    Files.createSymbolicLink(bench.root.resolve("d"), outside);
    refused(new OneChange(2), "d/f was removed since");
    assertEquals("2", Files.readString(outside.resolve("f")));
  }

  @Test
  void whatIsTooLargeIsListedWithTheReasonAndNotUndone() throws Exception {
    bench.close();
    var config = new ToolsConfig(4, 10_000, 60, 1_000, 5_000, 30);
    var other = Files.createDirectory(temp.resolve("other"));
    bench = new ChangeLogHarness(other, config);
    Files.write(bench.root.resolve("big"), new byte[2_000]);
    for (var i = 0; i < 10; i++) {
      Files.write(bench.root.resolve("f" + i), new byte[900]);
    }
    bench.shell("s", "for f in *; do echo x >> $f; done");
    var why = new TreeMap<String, String>();
    bench.list().forEach(change -> why.put(change.path(), change.whyNot()));
    assertEquals(11, why.size());
    assertEquals("the file is larger than tools.undo_file_bytes_max", why.get("big"));
    assertEquals("", why.get("f0"));
    assertEquals("the workspace is larger than tools.undo_total_bytes_max", why.get("f9"));
    refused(new WholeTask(), "big: change 1 cannot be undone, because the file is larger");
    bench.undo(new OneChange(2));
    assertEquals(900, Files.size(bench.root.resolve("f0")));
    bench.write("s", "big", "y".repeat(1_500));
    assertFalse(bench.list().getLast().undoable());
    bench.shell("s", "true");
    assertEquals(12, bench.list().size());
  }

  @Test
  void anUnknownTaskHasNoChanges() throws Exception {
    assertEquals(List.of(), bench.list());
    refused(new WholeTask(), "There is nothing to undo");
    assertFalse(Files.exists(bench.home), "asking makes nothing");
  }

  @Test
  void whenTheWorkspaceIsGoneChangesAreShownAndNotUndone() throws Exception {
    bench.write("s", "text", "first");
    bench.restart();
    Files.move(bench.root, temp.resolve("away"));
    var change = bench.list().getFirst();
    assertFalse(change.undoable());
    assertEquals("Workspace does not exist: " + bench.root, change.whyNot());
    var refused = assertThrows(ServiceException.class, bench::undoAll).error();
    assertTrue(refused.detail().contains("Workspace does not exist"), refused.detail());
    Files.move(temp.resolve("away"), bench.root);
    bench.undoAll();
  }

  @Test
  void aTimedOutCommandNamesWhatItDid() throws Exception {
    bench.close();
    var config = new ToolsConfig(4, 10_000, 1);
    bench = new ChangeLogHarness(Files.createDirectory(temp.resolve("other")), config);
    var result = bench.shell("s", "echo 1 > made; sleep 60");
    assertTrue(result.error().contains("timed out"), result.error());
    assertEquals(List.of(new FileChange("made", Kind.CREATED)), result.filesChanged());
    bench.undoAll();
    assertFalse(Files.exists(bench.root.resolve("made")));
  }

  @Test
  void aStoppedCommandIsRecorded() throws Exception {
    var thread =
        Thread.ofPlatform()
            .start(
                () ->
                    assertThrows(
                        InterruptedException.class,
                        () -> bench.shell("s", "echo 1 > made; sleep 60")));
    for (var end = System.nanoTime() + 20_000_000_000L;
        !Files.exists(bench.root.resolve("made")) && System.nanoTime() < end; ) {
      Thread.onSpinWait();
    }
    thread.interrupt();
    thread.join();
    assertEquals(List.of("CREATED made"), bench.kinds());
    bench.undoAll();
  }

  @Test
  void whatAFileToolWroteMeanwhileIsNotHeldToBeACommandsDoing() throws Exception {
    var command =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    bench.shell("s1", "touch ready; while ! test -e go; do sleep 0.01; done");
                  } catch (InterruptedException stopped) {
                    throw new IllegalStateException(stopped);
                  }
                });
    for (var end = System.nanoTime() + 20_000_000_000L;
        !Files.exists(bench.root.resolve("ready")) && System.nanoTime() < end; ) {
      Thread.onSpinWait();
    }
    bench.write("s2", "text", "by s2");
    bench.write("s2", "go", "");
    command.join();
    assertEquals(
        List.of("s2 text", "s2 go", "s1 ready"),
        bench.list().stream().map(c -> c.subtaskId() + " " + c.path()).toList());
    bench.undo(new OneSubtask(new SubtaskId("s2")));
  }

  @Test
  void whatIsKeptIsForTheOwnerAlone() throws Exception {
    bench.write("s", "text", "first");
    bench.shell("s", "echo 1 > one; rm text");
    try (var kept = Files.walk(bench.home.resolve("changes"))) {
      for (var path : kept.toList()) {
        var mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
        assertEquals(Files.isDirectory(path) ? "rwx------" : "rw-------", mode, path.toString());
      }
    }
    assertEquals(List.of(), List.of(bench.home.resolve("changes/pending").toFile().list()));
  }

  @Test
  void aChangeIsShownAsADiff() throws Exception {
    bench.write("s", "text", "one\n2\nthree");
    bench.shell("s", "rm empty; chmod 644 run.sh; echo hi > 'q\"r'; rm binary");
    var diffs = bench.list(Optional.of("s"), true).stream().map(c -> c.diff()).toList();
    assertEquals(
        "--- a/text\n+++ b/text\n@@ -1,3 +1,3 @@\n one\n-two\n-three\n+2\n+three\n"
            + "\\ No newline at end of file\n",
        diffs.getFirst());
    assertEquals("Binary files a/binary and /dev/null differ\n", diffs.get(1));
    assertEquals("--- a/empty\n+++ /dev/null\n", diffs.get(2));
    assertEquals("--- /dev/null\n+++ \"b/q\\\"r\"\n@@ -0,0 +1 @@\n+hi\n", diffs.get(3));
    assertEquals("old mode rwxr-x---\nnew mode rw-r--r--\n", diffs.get(4));
    assertEquals(List.of(), bench.list(Optional.of("other"), true));
  }

  @Test
  void contentThatWasDamagedIsNeverRestored() throws Exception {
    bench.write("s", "text", "first");
    try (var images = Files.walk(bench.home.resolve("changes/images"))) {
      for (var image : images.filter(Files::isRegularFile).toList()) {
        Files.write(image, "damaged".getBytes(StandardCharsets.UTF_8));
      }
    }
    refused(new WholeTask(), "text: what was there before is damaged");
  }

  @Test
  void inAWorkspaceTooLargeToCompareItIsSaidThatChangesAreUnknown() throws Exception {
    var result = bench.shell("s", "mkdir many && cd many && seq 20100 | xargs touch");
    assertEquals(Map.of("exit_code", 0, "files_changed_unknown", true), result.data());
    assertEquals(
        Map.of("exit_code", 0, "files_changed_unknown", true),
        bench.shell("s", "touch new").data());
    bench.write("s", "text", "x");
    assertEquals(List.of("MODIFIED text"), bench.kinds());
  }

  @Test
  void dependenciesAndBuildResultsArePassedOverByCommandsAndNotByFileTools() throws Exception {
    bench.shell("s", "mkdir -p target .git; echo x > target/x; echo x > .git/x");
    bench.write("s", "target/y", "1");
    assertEquals(List.of("CREATED target/y"), bench.kinds());
    bench.undoAll();
    assertTrue(Files.exists(bench.root.resolve("target/x")));
  }

  @Test
  void loomsOwnDirectoryInAWorkspaceIsNeverPartOfAChange() throws Exception {
    bench.close();
    var outer = Files.createDirectory(temp.resolve("outer"));
    bench = new ChangeLogHarness(outer, outer.toRealPath().resolve("workspace/.loom"));
    bench.shell("s", "echo 1 > one");
    bench.shell("s", "echo 2 > .loom/mine");
    assertEquals(List.of("CREATED one"), bench.kinds());
  }

  @Test
  void aPluginThatUsesTheWorkspaceOrCommandsIsRecordedWithNoWorkOfItsOwn() throws Exception {
    bench.close();
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
    bench = new ChangeLogHarness(Files.createDirectory(temp.resolve("other")), plugin);
    put("text", "old");
    var before = bench.tree();
    assertEquals(
        List.of(new FileChange("text", Kind.MODIFIED), new FileChange("two", Kind.CREATED)),
        bench.run("s", plugin.name(), Map.of()).filesChanged());
    bench.undoAll();
    assertEquals(before, bench.tree());
  }

  @Test
  void aWriteThatFailsLeavesNoChange() throws Exception {
    bench.write("s", "text/below", "1");
    bench.write("s", "a", "1");
    bench.write("s", "../out", "1");
    assertEquals(List.of(), bench.list());
  }

  @Test
  void callsSideBySideAreAllRecordedAndUndone() throws Exception {
    var before = bench.tree();
    try (var calls = Executors.newFixedThreadPool(6)) {
      for (var subtask = 0; subtask < 6; subtask++) {
        var name = "s" + subtask;
        calls.submit(
            () -> {
              for (var i = 0; i < 20; i++) {
                bench.write(name, name + "/" + i, name + i);
                bench.shell(name, "echo " + i + " >> by-" + name + "; rm " + name + "/" + i);
                bench.write(name, "text-" + name, "x" + i);
              }
              return null;
            });
      }
    }
    bench.undoAll();
    assertEquals(before, bench.tree());
  }
}
