package dev.loom.tools.workspace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.api.tool.Workspace.VisitResult;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryWalkerTest {
  @TempDir private Path root;
  private ConfinedWorkspace workspace;
  private final List<String> visited = new ArrayList<>();

  @BeforeEach
  void open() throws IOException {
    root = root.toRealPath();
    workspace = ConfinedWorkspace.open(root);
  }

  @AfterEach
  void close() throws IOException {
    workspace.close();
  }

  private boolean walk(Function<String, VisitResult> decision) throws IOException {
    var walker =
        new DirectoryWalker(
            entry -> {
              visited.add(entry.path());
              return decision.apply(entry.path());
            });
    return walker.walk(workspace.rootDirectory(), ".");
  }

  @Test
  void theWalkEndsWhenTheVisitorStopsInASubdirectory() throws Exception {
    Files.createDirectories(root.resolve("a/b"));
    Files.createDirectory(root.resolve("c"));
    assertFalse(walk(path -> path.equals("a/b") ? VisitResult.STOP : VisitResult.CONTINUE));
    assertEquals(List.of("a", "a/b"), visited);
  }

  @Test
  void temporaryFilesOfWritesAreNotVisited() throws Exception {
    Files.createFile(root.resolve(AtomicWrites.TEMP_PREFIX + "0123"));
    Files.createFile(root.resolve("f"));
    assertTrue(walk(path -> VisitResult.CONTINUE));
    assertEquals(List.of("f"), visited);
  }

  @Test
  void directoriesBelowTheDepthLimitAreSkipped() throws Exception {
    Files.createDirectories(root.resolve("d/".repeat(DirectoryWalker.DEPTH_MAX + 5)));
    assertTrue(walk(path -> VisitResult.CONTINUE));
    assertEquals(DirectoryWalker.DEPTH_MAX, visited.size());
  }

  @Test
  void linksAreVisitedButNotFollowed() throws Exception {
    Files.createDirectory(root.resolve("src"));
    Files.createFile(root.resolve("src/f"));
    Files.createSymbolicLink(root.resolve("a-loop"), Path.of("."));
    Files.createSymbolicLink(root.resolve("b-src"), Path.of("src"));
    Files.createSymbolicLink(root.resolve("c-out"), Path.of("/etc"));
    assertTrue(walk(path -> VisitResult.CONTINUE));
    assertEquals(List.of("a-loop", "b-src", "c-out", "src", "src/f"), visited);
  }

  @Test
  void anInterruptEndsTheWalk() throws Exception {
    Files.createFile(root.resolve("f"));
    Thread.currentThread().interrupt();
    try {
      assertThrows(ClosedByInterruptException.class, () -> walk(path -> VisitResult.CONTINUE));
    } finally {
      assertTrue(Thread.interrupted());
    }
  }
}
