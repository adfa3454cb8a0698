package dev.loom.tools.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProtectedPathsTest {
  @TempDir private Path root;

  @Test
  void filesAreFoundAtAnyDepthButNotInDependencies() throws Exception {
    for (var path :
        List.of("a.txt", ".env", "deep/er/.env", "node_modules/x/.env", ".git/config")) {
      Files.createDirectories(root.resolve(path).getParent());
      Files.createFile(root.resolve(path));
    }
    assertEquals(
        List.of(".env", ".git", "deep/er/.env"),
        ProtectedPaths.find(root).paths().stream()
            .map(path -> root.relativize(path).toString())
            .sorted()
            .toList());
  }

  @Test
  void manyFilesHideNothing() throws Exception {
    for (var i = 0; i < 30_000; i++) {
      Files.createFile(root.resolve("f" + i));
    }
    Files.createDirectories(root.resolve("z/y"));
    Files.createFile(root.resolve("z/y/.env"));
    assertEquals(List.of(root.resolve("z/y/.env")), ProtectedPaths.find(root).paths());
  }

  @Test
  void aDeepTreeIsSearchedToItsEnd() throws Exception {
    var deepest = root.resolve("d/".repeat(200));
    Files.createDirectories(deepest);
    Files.createFile(deepest.resolve(".env"));
    assertEquals(List.of(deepest.resolve(".env")), ProtectedPaths.find(root).paths());
  }
}
