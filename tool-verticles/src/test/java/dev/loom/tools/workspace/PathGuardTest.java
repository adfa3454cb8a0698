package dev.loom.tools.workspace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

class PathGuardTest {
  private static final byte[] EVIL = "evil".getBytes(StandardCharsets.UTF_8);

  @TempDir private Path temp;
  private Path root;

  @BeforeEach
  void fill() throws IOException {
    root = temp.toRealPath();
    for (var directory : new String[] {".git/hooks", "engine", "src"}) {
      Files.createDirectories(root.resolve(directory));
    }
    Files.writeString(root.resolve(".env"), "KEY=1");
    Files.writeString(root.resolve("engine/token"), "t");
    Files.createSymbolicLink(root.resolve("notes.md"), Path.of(".env"));
    Files.createSymbolicLink(root.resolve("g"), Path.of(".git"));
    Files.createSymbolicLink(root.resolve("e"), Path.of("engine"));
  }

  private ConfinedWorkspace open(boolean approved) throws IOException {
    return ConfinedWorkspace.open(root, PathGuard.of(root.resolve("engine"), approved));
  }

  private static void refused(Executable change) {
    assertEquals(
        "permission_denied", assertThrows(PathException.class, change).errorCode(), "refused");
  }

  @Test
  void aLinkToAProtectedFileIsNotWritten() throws IOException {
    try (var workspace = open(false)) {
      refused(() -> workspace.write("notes.md", EVIL));
      refused(() -> workspace.write("g/hooks/pre-commit", EVIL));
      refused(() -> workspace.write("g/config", EVIL));
      refused(() -> workspace.makeDirectory("g/hooks/x"));
      refused(() -> workspace.delete("g/hooks"));
      Files.writeString(root.resolve("a"), "a");
      refused(() -> workspace.move("a", "g/hooks/post-commit"));
      workspace.write("src/A.java", EVIL);
    }
    assertEquals("KEY=1", Files.readString(root.resolve(".env")));
    assertFalse(Files.exists(root.resolve(".git/hooks/pre-commit")));
  }

  @Test
  void anApprovedCallMayWriteIt() throws IOException {
    try (var workspace = open(true)) {
      workspace.write("notes.md", EVIL);
    }
    assertEquals("evil", Files.readString(root.resolve(".env")));
  }

  @Test
  void theDirectoryOfTheEngineIsNeitherReadNorWrittenUnderAnyName() throws IOException {
    try (var workspace = open(true)) {
      refused(() -> workspace.read("engine/token", 10));
      refused(() -> workspace.read("e/token", 10));
      refused(() -> workspace.open("e/token"));
      refused(() -> workspace.list("e"));
      refused(() -> workspace.write("e/engine.lock", EVIL));
      refused(() -> workspace.delete("engine/token"));
    }
  }

  @Test
  void aWorkspaceInTheScratchDirectoryOfTheEngineIsUsable() throws IOException {
    try (var workspace = ConfinedWorkspace.open(root.resolve("src"), PathGuard.of(root, false))) {
      workspace.write("a", EVIL);
      assertEquals(4, workspace.read("a", 10).length);
    }
  }
}
