package dev.loom.tools.workspace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicWritesTest {
  private static final byte[] TEXT = "text".getBytes(StandardCharsets.UTF_8);
  @TempDir private Path root;
  private ConfinedWorkspace workspace;

  @BeforeEach
  void open() throws IOException {
    root = root.toRealPath();
    workspace = ConfinedWorkspace.open(root);
  }

  @AfterEach
  void close() throws IOException {
    workspace.close();
  }

  private List<String> names() throws IOException {
    try (var files = Files.list(root)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void aReplacedFileHasTheContentAndThePermissions() throws Exception {
    Files.writeString(root.resolve("f"), "old and longer");
    var permissions = PosixFilePermissions.fromString("rwxr-x---");
    AtomicWrites.replaceFile(
        workspace.rootDirectory(), Path.of("f"), TEXT, permissions, Optional.empty());
    assertEquals("text", Files.readString(root.resolve("f")));
    assertEquals(permissions, Files.getPosixFilePermissions(root.resolve("f")));
  }

  @Test
  @SuppressWarnings("unchecked")
  void aDirectoryThatMayNotBeWrittenIsReportedByTheNameOfTheFile() {
    var denying =
        (SecureDirectoryStream<Path>)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {SecureDirectoryStream.class},
                (proxy, method, arguments) -> {
                  throw new AccessDeniedException(arguments[0].toString());
                });
    var failure =
        assertThrows(
            AccessDeniedException.class,
            () ->
                AtomicWrites.replaceFile(denying, Path.of("f"), TEXT, Set.of(), Optional.empty()));
    assertEquals("f", failure.getFile());
  }

  @Test
  void aReplacedFileKeepsItsOwnerAndGroup() throws Exception {
    var file = Files.writeString(root.resolve("f"), "old");
    try {
      Files.setAttribute(file, "unix:uid", 12_345);
      Files.setAttribute(file, "unix:gid", 23_456);
    } catch (FileSystemException notPermitted) {
      Assumptions.abort("only an administrator may give files to others");
    }
    workspace.write("f", TEXT);
    assertEquals("text", Files.readString(file));
    assertEquals(12_345, Files.getAttribute(file, "unix:uid"));
    assertEquals(23_456, Files.getAttribute(file, "unix:gid"));
  }

  @Test
  void aLinkAtTheNameIsReplacedAndNotFollowed() throws Exception {
    Files.writeString(root.resolve("target"), "untouched");
    Files.createSymbolicLink(root.resolve("f"), Path.of("target"));
    AtomicWrites.replaceFile(
        workspace.rootDirectory(), Path.of("f"), TEXT, Set.of(), Optional.empty());
    assertFalse(Files.isSymbolicLink(root.resolve("f")));
    assertEquals("untouched", Files.readString(root.resolve("target")));
  }

  @Test
  void aFailedWriteLeavesNoTemporaryFile() throws Exception {
    Files.createDirectories(root.resolve("d/inside"));
    assertThrows(
        IOException.class,
        () ->
            AtomicWrites.replaceFile(
                workspace.rootDirectory(), Path.of("d"), TEXT, Set.of(), Optional.empty()));
    assertEquals(List.of("d"), names());
  }

  @Test
  void creatingAnExistingDirectoryKeepsItsFiles() throws Exception {
    Files.createDirectories(root.resolve("d/inside"));
    AtomicWrites.createDirectory(root, workspace.rootDirectory(), workspace.rootDirectory(), "d");
    AtomicWrites.createDirectory(root, workspace.rootDirectory(), workspace.rootDirectory(), "e");
    assertTrue(Files.isDirectory(root.resolve("d/inside")));
    assertEquals(List.of("d", "e"), names());
  }

  @Test
  void aLinkReplacesAFile() throws Exception {
    Files.writeString(root.resolve("f"), "file");
    AtomicWrites.replaceLink(
        root,
        workspace.rootDirectory(),
        workspace.rootDirectory(),
        Path.of("f"),
        Path.of("no/where"));
    assertEquals(Path.of("no/where"), Files.readSymbolicLink(root.resolve("f")));
    assertEquals(List.of("f"), names());
  }
}
