package dev.loom.tools.workspace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.api.tool.Workspace.VisitResult;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// One thread repeatedly swaps a directory and a link to the outside, while another accesses paths
/// through it.
@Timeout(120)
class SymlinkRaceTest {
  private static final int ROUNDS = 4_000;
  private static final byte[] INSIDE = "inside".getBytes(StandardCharsets.UTF_8);

  @TempDir private Path temp;
  private Path root;
  private Path outside;
  private final AtomicBoolean over = new AtomicBoolean();
  private long swaps;

  @Test
  void noReadWriteOrWalkReachesTheOutside() throws Exception {
    temp = temp.toRealPath();
    root = Files.createDirectory(temp.resolve("ws"));
    outside = Files.createDirectory(temp.resolve("outside"));
    Files.writeString(outside.resolve("f"), "OUTSIDE");
    Files.writeString(outside.resolve("only-outside"), "OUTSIDE");
    Files.createDirectory(root.resolve("d"));
    Files.write(root.resolve("d/f"), INSIDE);
    Files.createSymbolicLink(root.resolve("spare"), outside);
    var swapper = Thread.ofPlatform().start(this::swap);
    var reached = 0;
    var escapes = 0;
    try (var workspace = ConfinedWorkspace.open(root)) {
      for (var round = 0; round < ROUNDS; round++) {
        var read = read(workspace);
        reached += read.equals("inside") ? 1 : 0;
        escapes += read.contains("OUTSIDE") ? 1 : 0;
        reached += written(workspace, round) ? 1 : 0;
        escapes += walked(workspace);
      }
    } finally {
      over.set(true);
      swapper.join();
    }
    assertEquals(0, escapes);
    try (var files = Files.list(outside)) {
      assertEquals(2, files.count());
    }
    assertEquals("OUTSIDE", Files.readString(outside.resolve("f")));
    assertTrue(swaps > 100, "the directory was never swapped");
    assertTrue(reached > 100, "nothing was ever read or written");
  }

  /// Three renames: "d" is the directory, then the link, and briefly missing.
  private void swap() {
    var inside = root.resolve("d");
    var spare = root.resolve("spare");
    var third = root.resolve("third");
    while (!over.get()) {
      try {
        Files.move(inside, third, StandardCopyOption.ATOMIC_MOVE);
        Files.move(spare, inside, StandardCopyOption.ATOMIC_MOVE);
        Files.move(third, spare, StandardCopyOption.ATOMIC_MOVE);
        swaps++;
      } catch (IOException madeByAWrite) {
        repair(inside, spare, third);
      }
    }
  }

  /// A write that found "d" missing created it again, so that a rename onto it fails.
  private void repair(Path inside, Path spare, Path third) {
    try {
      if (Files.isDirectory(inside, LinkOption.NOFOLLOW_LINKS)
          && Files.exists(third, LinkOption.NOFOLLOW_LINKS)) {
        Files.move(inside, temp.resolve("made-" + System.nanoTime()));
      }
      if (!Files.exists(inside, LinkOption.NOFOLLOW_LINKS)) {
        var left = Files.exists(spare, LinkOption.NOFOLLOW_LINKS) ? spare : third;
        Files.move(left, inside);
      }
      if (Files.exists(third, LinkOption.NOFOLLOW_LINKS)) {
        Files.move(third, spare, StandardCopyOption.REPLACE_EXISTING);
      }
    } catch (IOException goesOnNextTime) {
      Thread.yield();
    }
  }

  private static String read(ConfinedWorkspace workspace) {
    try {
      return new String(workspace.read("d/f", 1_000), StandardCharsets.UTF_8);
    } catch (IOException failure) {
      return "";
    }
  }

  private static boolean written(ConfinedWorkspace workspace, int round) {
    try {
      workspace.write(round % 2 == 0 ? "d/f" : "d/new/f" + round % 10, INSIDE);
      return true;
    } catch (IOException failure) {
      return false;
    }
  }

  private static int walked(ConfinedWorkspace workspace) {
    var escapes = new int[1];
    try {
      workspace.walk(
          ".",
          entry -> {
            escapes[0] += entry.path().contains("only-outside") ? 1 : 0;
            return VisitResult.CONTINUE;
          });
    } catch (IOException failure) {
      return escapes[0];
    }
    return escapes[0];
  }
}
