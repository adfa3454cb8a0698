package dev.loom.tools.change;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.contracts.change.ListChanges;
import dev.loom.contracts.change.UndoChanges;
import dev.loom.contracts.config.ToolsConfig;
import dev.loom.contracts.id.TaskId;
import dev.loom.tools.change.ChangeHistory.LoggedChange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// In any order of steps of concurrent calls, each change starts where the previous one ended, and
/// undoing all changes restores the initial state.
@Timeout(600)
class InterleavedChangesTest {
  private static final int SEEDS = 1_000;
  private static final int ALL = Integer.MAX_VALUE;

  @TempDir private Path temp;
  private Path home;

  @BeforeEach
  void open() throws IOException {
    temp = temp.toRealPath();
    home = temp.resolve("home");
  }

  private Path workspace(long seed) throws IOException {
    var root = Files.createDirectory(temp.resolve("w" + seed));
    Files.writeString(root.resolve("a"), "content 1");
    Files.createDirectory(root.resolve("d"));
    Files.writeString(root.resolve("d/c"), "content 2");
    Files.setPosixFilePermissions(
        root.resolve("d/c"), PosixFilePermissions.fromString("rwxr-x---"));
    Files.createSymbolicLink(root.resolve("link"), Path.of("nowhere0"));
    return root;
  }

  private static SortedMap<String, String> files(Path root) throws IOException {
    var files = new TreeMap<String, String>();
    try (var paths = Files.walk(root)) {
      for (var path : paths.toList()) {
        if (Files.isSymbolicLink(path)) {
          files.put(root.relativize(path).toString(), "-> " + Files.readSymbolicLink(path));
        } else if (Files.isRegularFile(path)) {
          var mode = Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS);
          files.put(
              root.relativize(path).toString(),
              PosixFilePermissions.toString(mode) + Files.readString(path));
        }
      }
    }
    return files;
  }

  @Test
  void inAnyOrderOfStepsAllChangesConnectAndCanBeUndone() throws Exception {
    for (var seed = 0L; seed < SEEDS; seed++) {
      var task = TaskId.random();
      var root = workspace(seed);
      var before = files(root);
      try (var calls = new SimulatedCalls(root, home, task, seed)) {
        assertTrue(calls.run(ALL), "seed " + seed + " did not finish");
      }
      assertTrue(isEmpty(home.resolve("changes/pending")), "seed " + seed);
      check(seed, task, root, before);
    }
  }

  private static boolean isEmpty(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return true;
    }
    try (var files = Files.list(directory)) {
      return files.findAny().isEmpty();
    }
  }

  @Test
  void afterACrashAtAnyStepAllChangesConnectAndCanBeUndone() throws Exception {
    for (var seed = 0L; seed < SEEDS; seed++) {
      var task = TaskId.random();
      var root = workspace(seed);
      var before = files(root);
      try (var calls = new SimulatedCalls(root, home, task, seed)) {
        calls.run(1 + new Random(seed).nextInt(40));
      }
      check(seed, task, root, before);
    }
  }

  private void check(long seed, TaskId task, Path root, SortedMap<String, String> before)
      throws IOException {
    var now = files(root);
    now.keySet().removeIf(path -> path.startsWith(".loom-draft-"));
    try (var changes = new ChangeLog(ToolsConfig.defaults(), home)) {
      var listed = changes.list(new ListChanges(task, root.toString(), Optional.empty(), false));
      connected(seed, task);
      if (listed.changes().isEmpty()) {
        assertEquals(before, now, "seed " + seed);
        return;
      }
      changes.undo(new UndoChanges(task, root.toString(), new UndoChanges.WholeTask()));
    } catch (RuntimeException failure) {
      throw new AssertionError("seed " + seed, failure);
    }
    var undone = files(root);
    undone.keySet().removeIf(path -> path.startsWith(".loom-draft-"));
    assertEquals(before, undone, "seed " + seed);
  }

  private void connected(long seed, TaskId task) throws IOException {
    var file = home.resolve("changes").resolve(task + ".jsonl");
    Map<String, LoggedChange> latest = new HashMap<>();
    for (var change : new ChangeHistory(new TaskChangeLog(task, file).read()).changes()) {
      var earlier = latest.put(change.transition().path(), change);
      assertTrue(
          earlier == null || earlier.transition().after().isSameAs(change.transition().before()),
          "seed " + seed + ": " + earlier + " and " + change);
    }
  }
}
