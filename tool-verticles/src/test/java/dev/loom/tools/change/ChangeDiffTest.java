package dev.loom.tools.change;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.contracts.id.StepId;
import dev.loom.contracts.id.SubtaskId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ChangeDiffTest {
  private static final String NO_END = "\\ No newline at end of file";
  @TempDir private Path temp;
  private ContentStore contents;

  @BeforeEach
  void open() {
    contents = new ContentStore(temp.resolve("images"), Long.MAX_VALUE / 2);
  }

  private FileVersion file(String text) throws IOException {
    var bytes = text.getBytes(StandardCharsets.UTF_8);
    return FileVersion.file(contents.store(bytes, false), bytes.length, "rw-r--r--");
  }

  private String diff(FileVersion before, FileVersion after) throws IOException {
    return new ChangeDiff(contents)
        .render(
            new FileTransition(
                new SubtaskId("s"),
                new StepId("s.1.1.1"),
                "some",
                "f",
                before,
                after,
                0,
                Instant.EPOCH));
  }

  /// Applies a diff strictly: every context line must match.
  private static String patched(String before, String diff) {
    var old = lines(before);
    var patched = new ArrayList<String>();
    var at = 0;
    for (var line : lines(diff).subList(2, lines(diff).size())) {
      if (line.startsWith("@@")) {
        var range = line.split("[-, +]+")[1];
        var count = line.split(" ")[1].split(",");
        var start = Integer.parseInt(range) - (count.length > 1 && count[1].equals("0") ? 0 : 1);
        while (at < start) {
          patched.add(old.get(at++));
        }
      } else if (line.startsWith(NO_END)) {
        var last = patched.isEmpty() ? "" : patched.removeLast();
        patched.add(last);
      } else {
        var text = line.substring(1);
        if (line.charAt(0) != '+') {
          assertEquals(old.get(at++).stripTrailing(), text.stripTrailing());
        }
        if (line.charAt(0) != '-') {
          patched.add(text);
        }
      }
    }
    patched.addAll(old.subList(at, old.size()));
    return String.join("", patched);
  }

  private static List<String> lines(String text) {
    var lines = new ArrayList<String>();
    var start = 0;
    while (start < text.length()) {
      var feed = text.indexOf('\n', start);
      var end = feed < 0 ? text.length() : feed + 1;
      lines.add(text.substring(start, end));
      start = end;
    }
    return lines;
  }

  @Test
  void aDiffTurnsTheOldTextIntoTheNewOne() throws IOException {
    var random = new Random(42);
    for (var round = 0; round < 500; round++) {
      var old = random.ints(random.nextInt(40), 0, 6).mapToObj(i -> "line " + i).toList();
      var now = new ArrayList<>(old);
      for (var edits = random.nextInt(6); edits >= 0; edits--) {
        if (!now.isEmpty() && random.nextBoolean()) {
          now.remove(random.nextInt(now.size()));
        } else {
          now.add(random.nextInt(now.size() + 1), "line " + random.nextInt(8));
        }
      }
      var before = String.join("\n", old) + (old.isEmpty() ? "" : "\n");
      var after = String.join("\n", now) + (now.isEmpty() ? "" : "\n");
      if (!before.equals(after)) {
        assertEquals(after, patched(before, diff(file(before), file(after))), "round " + round);
      }
    }
  }

  @Test
  void aMissingFinalNewlineIsMarked() throws IOException {
    assertEquals(
        "--- a/f\n+++ b/f\n@@ -1 +1 @@\n-a\n" + NO_END + "\n+a\n", diff(file("a"), file("a\n")));
    assertEquals(
        "--- a/f\n+++ b/f\n@@ -1,2 +1,2 @@\n a\r\n-b\r\n+b\n",
        diff(file("a\r\nb\r\n"), file("a\r\nb\n")));
  }

  @Test
  void distantChangesAreInSeparateHunks() throws IOException {
    var old = IntStream.range(0, 30).mapToObj(i -> i + "\n").collect(Collectors.joining());
    assertEquals(
        "--- a/f\n+++ b/f\n@@ -1,4 +1,5 @@\n+new\n 0\n 1\n 2\n 3\n"
                .replace(" 3\n", "")
                .replace("-1,4 +1,5", "-1,3 +1,4")
            + "@@ -26,5 +27,4 @@\n 25\n 26\n 27\n-28\n 29\n",
        diff(file(old), file("new\n" + old.replace("28\n", ""))));
  }

  @Test
  void linksAndPermissionsAreShown() throws IOException {
    assertEquals(
        "--- a/f\n+++ b/f\n@@ -1 +1 @@\n-old\n%s\n+new\n%s\n".formatted(NO_END, NO_END),
        diff(FileVersion.link("old"), FileVersion.link("new")));
    assertTrue(diff(file("x"), FileVersion.link("y")).startsWith("f became a symbolic link\n"));
    assertEquals(
        "diff --git a/f b/f\nold mode 100644\nnew mode 100755\n",
        diff(file("x"), file("x").withMode("rwxr-xr-x")));
    assertEquals(
        "f: rw-r--r-- became rw-------\n", diff(file("x"), file("x").withMode("rw-------")));
  }

  @Test
  void gitAppliesEachKindOfChange() throws Exception {
    var file = temp.resolve("f");
    var versions =
        List.of(
            FileVersion.NOTHING,
            file(""),
            file("a\n\tb\n"),
            file("a\nc").withMode("rwxr-xr-x"),
            file("a\nc"),
            FileVersion.NOTHING,
            file("x\n").withMode("rwxr-xr-x"),
            FileVersion.NOTHING,
            FileVersion.link("target"),
            FileVersion.NOTHING);
    for (var i = 1; i < versions.size(); i++) {
      var before = versions.get(i - 1);
      var after = versions.get(i);
      Files.writeString(temp.resolve("patch"), "Change " + i + "\n" + diff(before, after));
      assertEquals("", gitApply(), "change " + i);
      assertEquals(after.exists(), Files.exists(file, LinkOption.NOFOLLOW_LINKS));
      if (after.kind() == FileVersion.Kind.FILE) {
        assertArrayEquals(contents.read(after.hash()).orElseThrow(), Files.readAllBytes(file));
        assertEquals(after.mode().startsWith("rwx"), Files.isExecutable(file));
      } else if (after.exists()) {
        assertEquals(after.note(), Files.readSymbolicLink(file).toString());
      }
    }
  }

  private String gitApply() throws Exception {
    var process =
        new ProcessBuilder("git", "apply", "patch")
            .directory(temp.toFile())
            .redirectErrorStream(true)
            .start();
    var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return process.waitFor() == 0 ? output : "git: " + output;
  }

  @Test
  void missingContentIsReportedInTheDiff() throws IOException {
    assertEquals(
        "(f cannot be compared: it is large)\n",
        diff(file("x"), FileVersion.notStored("9 9", 9, "", "it is large")));
    assertEquals(
        "(f cannot be compared: its content is no longer stored)\n",
        diff(FileVersion.file("0".repeat(64), 1, ""), file("x")));
  }

  @Test
  void hugeDiffsAreTruncated() throws IOException {
    var random = new Random(7);
    var old = random.ints(400_000).mapToObj(i -> i + "\n").collect(Collectors.joining());
    var now = random.ints(400_000).mapToObj(i -> i + "\n").collect(Collectors.joining());
    var diff = diff(file(old), file(now));
    assertTrue(diff.length() < 70_000, "truncated");
    assertTrue(diff.endsWith("more diff lines omitted)\n"), diff.substring(60_000));
    var line = "x".repeat(3_000_000);
    assertTrue(diff(file(line), file(line + "y")).length() < 70_000);
  }
}
