package dev.loom.tools.workspace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.api.tool.Workspace.VisitResult;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// One thread repeatedly swaps a file or directory and a pipe, while another accesses it. Opening a
/// pipe waits for a writer.
@Timeout(120)
class PipeRaceTest {
  private static final int ROUNDS = 3_000;

  @TempDir private Path temp;
  private final AtomicBoolean over = new AtomicBoolean();
  private long swaps;

  private void swap(Path target, Path spare, Path third) {
    while (!over.get()) {
      try {
        Files.move(target, third, StandardCopyOption.ATOMIC_MOVE);
        Files.move(spare, target, StandardCopyOption.ATOMIC_MOVE);
        Files.move(third, spare, StandardCopyOption.ATOMIC_MOVE);
        swaps++;
      } catch (IOException failure) {
        throw new IllegalStateException(failure);
      }
    }
  }

  @FunctionalInterface
  private interface Access {
    boolean succeeds(ConfinedWorkspace workspace) throws IOException;
  }

  private void race(Access access) throws Exception {
    var spare = temp.resolve("spare");
    assertEquals(0, new ProcessBuilder("mkfifo", spare.toString()).start().waitFor());
    var swapper =
        Thread.ofPlatform().start(() -> swap(temp.resolve("x"), spare, temp.resolve("third")));
    var successes = 0;
    try (var workspace = ConfinedWorkspace.open(temp.toRealPath())) {
      for (var round = 0; round < ROUNDS; round++) {
        try {
          successes += access.succeeds(workspace) ? 1 : 0;
        } catch (IOException swapped) {
          // The pipe was in its place, or nothing.
        }
      }
    } finally {
      over.set(true);
      swapper.join();
    }
    assertTrue(successes > 10, "nothing was ever read");
    assertTrue(swaps > 100, "the pipe was never swapped in");
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "\\xe9"})
  void aReadNeverWaitsForAWriter(String name) throws Exception {
    Files.writeString(temp.resolve("x"), "text");
    if (!name.equals("x")) {
      try (var workspace = ConfinedWorkspace.open(temp.toRealPath())) {
        workspace.write(name, "text".getBytes(StandardCharsets.UTF_8));
        assertEquals("text", new String(workspace.read(name, 9), StandardCharsets.UTF_8));
      }
    }
    race(workspace -> new String(workspace.read("x", 100), StandardCharsets.UTF_8).equals("text"));
  }

  @Test
  void aDirectoryIsNeverWaitedFor() throws Exception {
    Files.createDirectory(temp.resolve("x"));
    Files.writeString(temp.resolve("x/f"), "text");
    race(
        workspace -> {
          var found = new boolean[1];
          workspace.walk(
              ".",
              entry -> {
                found[0] |= entry.path().equals("x/f");
                return VisitResult.CONTINUE;
              });
          return found[0] && workspace.read("x/f", 9).length == 4;
        });
  }
}
