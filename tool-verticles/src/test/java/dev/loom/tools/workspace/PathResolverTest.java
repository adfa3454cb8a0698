package dev.loom.tools.workspace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.loom.api.tool.Workspace.EscapeException;
import dev.loom.api.tool.Workspace.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PathResolverTest {
  @TempDir private Path root;
  private ConfinedWorkspace workspace;

  @BeforeEach
  void open() throws IOException {
    root = root.toRealPath();
    Files.createDirectories(root.resolve("a/b"));
    Files.writeString(root.resolve("a/b/f"), "x");
    workspace = ConfinedWorkspace.open(root);
  }

  @AfterEach
  void close() throws IOException {
    workspace.close();
  }

  private PathHandle resolve(String path) throws IOException {
    return PathResolver.resolve(
        root, workspace.base(), workspace.rootDirectory(), path, PathResolver.Links.ALL);
  }

  @Test
  void anExistingPathHasItsParentsAndOneName() throws Exception {
    try (var resolved = resolve("a/b/f")) {
      assertEquals(List.of("a", "b"), resolved.parents());
      assertEquals(List.of("f"), resolved.remaining());
      assertEquals(Kind.FILE, resolved.kind());
    }
  }

  @Test
  void aMissingPathKeepsAllMissingNames() throws Exception {
    try (var resolved = resolve("a/x/y")) {
      assertEquals(List.of("a"), resolved.parents());
      assertEquals(List.of("x", "y"), resolved.remaining());
      assertEquals(Kind.MISSING, resolved.kind());
    }
  }

  @Test
  void aParentReferenceInALinkMeansTheParentOfTheRealDirectory() throws Exception {
    Files.createSymbolicLink(root.resolve("link"), Path.of("a/b"));
    Files.createSymbolicLink(root.resolve("up"), Path.of("link/../b/f"));
    try (var resolved = resolve("up")) {
      assertEquals(List.of("a", "b"), resolved.parents());
      assertEquals(Kind.FILE, resolved.kind());
    }
  }

  @Test
  void aParentReferenceInALinkCannotLeaveTheRoot() throws Exception {
    Files.createSymbolicLink(root.resolve("out"), Path.of("a/../../x"));
    assertThrows(EscapeException.class, () -> resolve("out"));
  }

  @Test
  void atMostFortyLinksAreFollowed() throws Exception {
    Files.createSymbolicLink(root.resolve("l1"), Path.of("a"));
    for (var i = 2; i <= PathResolver.LINKS_MAX + 1; i++) {
      Files.createSymbolicLink(root.resolve("l" + i), Path.of("l" + (i - 1)));
    }
    resolve("l" + PathResolver.LINKS_MAX).close();
    var failure =
        assertThrows(IOException.class, () -> resolve("l" + (PathResolver.LINKS_MAX + 1)));
    assertEquals("More than 40 links in path 'l41'", failure.getMessage());
  }

  @Test
  void aFileIsNotADirectoryOfAPath() {
    assertThrows(NotDirectoryException.class, () -> resolve("a/b/f/g"));
  }
}
