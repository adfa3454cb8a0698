package dev.loom.tools.workspace;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NoFollowFilesTest {
  private static final byte[] TEXT = "text".getBytes(StandardCharsets.UTF_8);
  @TempDir private Path root;
  private ConfinedWorkspace workspace;
  private NoFollowFiles files;

  @BeforeEach
  void open() throws IOException {
    root = root.toRealPath();
    Files.createDirectory(root.resolve("d"));
    Files.write(root.resolve("d/f"), TEXT);
    Files.createSymbolicLink(root.resolve("link"), Path.of("d"));
    workspace = ConfinedWorkspace.open(root);
    files = new NoFollowFiles(workspace);
  }

  @AfterEach
  void close() throws IOException {
    workspace.close();
  }

  @Test
  void aLinkHasItsOwnAttributesAndIsNoParent() throws Exception {
    assertTrue(files.stat("link").orElseThrow().isSymbolicLink());
    assertEquals("d", files.linkTarget("link"));
    assertEquals(Optional.empty(), files.stat("link/f"));
    assertThrows(IOException.class, () -> files.read("link/f", 100));
  }

  @Test
  void aFileIsReadUpToItsSizeLimit() throws Exception {
    assertArrayEquals(TEXT, files.read("d/f", 4));
    assertThrows(IOException.class, () -> files.read("d/f", 3));
  }

  @Test
  void aLinkIsNotReadAsAFile() throws Exception {
    Files.createSymbolicLink(root.resolve("to-file"), Path.of("d/f"));
    assertThrows(IOException.class, () -> files.read("to-file", 100));
  }

  @Test
  void missingParentsOfARestoredFileAreCreated() throws Exception {
    files.putFile("x/y/f", TEXT, "rwx------");
    assertEquals(
        "rwx------",
        PosixFilePermissions.toString(files.stat("x/y/f").orElseThrow().permissions()));
    files.putLink("x/z/link", "../y/f");
    assertEquals("text", Files.readString(root.resolve("x/z/link")));
  }

  @Test
  void onlyEmptyDirectoriesAreRemoved() throws Exception {
    files.removeIfEmpty("d");
    assertTrue(Files.exists(root.resolve("d/f")));
    files.remove("d/f");
    files.remove("d/f");
    files.removeIfEmpty("d");
    assertFalse(Files.exists(root.resolve("d")));
  }

  @Test
  void theWorkspaceItselfIsRejected() {
    assertThrows(IllegalArgumentException.class, () -> files.stat("d/.."));
  }
}
