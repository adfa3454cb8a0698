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

class RestoredEntriesTest {
  private static final byte[] TEXT = "text".getBytes(StandardCharsets.UTF_8);
  @TempDir private Path root;
  private ConfinedWorkspace workspace;

  @BeforeEach
  void open() throws IOException {
    root = root.toRealPath();
    Files.createDirectory(root.resolve("d"));
    Files.write(root.resolve("d/f"), TEXT);
    Files.createSymbolicLink(root.resolve("link"), Path.of("d"));
    workspace = ConfinedWorkspace.open(root);
  }

  @AfterEach
  void close() throws IOException {
    workspace.close();
  }

  @Test
  void aLinkHasItsOwnAttributesAndIsNoParent() throws Exception {
    assertTrue(workspace.attributes("link").orElseThrow().isSymbolicLink());
    assertEquals("d", workspace.linkTarget("link"));
    assertEquals(Optional.empty(), workspace.attributes("link/f"));
    assertThrows(IOException.class, () -> workspace.readEntry("link/f", 100));
  }

  @Test
  void aFileIsReadUpToItsSizeLimit() throws Exception {
    assertArrayEquals(TEXT, workspace.readEntry("d/f", 4));
    assertThrows(IOException.class, () -> workspace.readEntry("d/f", 3));
  }

  @Test
  void aLinkIsNotReadAsAFile() throws Exception {
    Files.createSymbolicLink(root.resolve("to-file"), Path.of("d/f"));
    assertThrows(IOException.class, () -> workspace.readEntry("to-file", 100));
  }

  @Test
  void missingParentsOfARestoredFileAreCreated() throws Exception {
    workspace.restoreFile("x/y/f", TEXT, "rwx------");
    assertEquals(
        "rwx------",
        PosixFilePermissions.toString(workspace.attributes("x/y/f").orElseThrow().permissions()));
    workspace.restoreLink("x/z/link", "../y/f");
    assertEquals("text", Files.readString(root.resolve("x/z/link")));
  }

  @Test
  void onlyEmptyDirectoriesAreRemoved() throws Exception {
    workspace.removeIfEmpty("d");
    assertTrue(Files.exists(root.resolve("d/f")));
    workspace.removeEntry("d/f");
    workspace.removeEntry("d/f");
    workspace.removeIfEmpty("d");
    assertFalse(Files.exists(root.resolve("d")));
  }

  @Test
  void theWorkspaceItselfIsRejected() {
    assertThrows(IllegalArgumentException.class, () -> workspace.attributes("d/.."));
  }
}
