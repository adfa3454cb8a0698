package dev.loom.tools.workspace;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TreeListingTest {
  @TempDir private Path root;

  private String render(int linesMax) throws IOException {
    try (var workspace = ConfinedWorkspace.open(root.toRealPath())) {
      return TreeListing.render(workspace, ".", linesMax).text();
    }
  }

  @Test
  void twoLevelsAreListedWithDirectoriesFirst() throws Exception {
    Files.createDirectories(root.resolve("b/c/d"));
    Files.createFile(root.resolve("a"));
    Files.createFile(root.resolve("b/e"));
    assertEquals("b/\n  c/\n  e\na", render(10));
  }

  @Test
  void entriesBeyondTheLimitAreCounted() throws Exception {
    for (var i = 0; i < 5; i++) {
      Files.createFile(root.resolve("f" + i));
    }
    assertEquals("f0\nf1\n... (3 more entries)", render(2));
    assertEquals("f0\nf1\nf2\nf3\nf4", render(5));
  }

  @Test
  void aDirectoryWithHiddenEntriesOnlyIsListedAsEmpty() throws Exception {
    Files.createDirectory(root.resolve(".git"));
    assertEquals("(empty directory)", render(10));
  }
}
