package dev.loom.cli.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigFileWriterTest {
  @TempDir Path temp;
  private Path path;
  private ConfigFileWriter file;

  @BeforeEach
  void createFile() {
    path = temp.resolve("home").resolve("loom.toml");
    file = new ConfigFileWriter(path);
  }

  @Test
  void newFileIsReadableByItsOwnerOnly() throws IOException {
    assertFalse(file.exists());
    assertEquals(Optional.empty(), file.write("a = 1\n"));
    assertTrue(file.exists());
    assertEquals("a = 1\n", Files.readString(path));
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
  }

  @Test
  void eachReplacementKeepsABackup() throws IOException {
    file.write("1");
    assertEquals(Optional.of(path.resolveSibling("loom.toml.bak")), file.write("2"));
    assertEquals(Optional.of(path.resolveSibling("loom.toml.bak2")), file.write("3"));
    assertEquals("1", Files.readString(path.resolveSibling("loom.toml.bak")));
    assertEquals("2", Files.readString(path.resolveSibling("loom.toml.bak2")));
    assertEquals("3", Files.readString(path));
  }

  @Test
  void noTemporaryFileRemains() throws IOException {
    file.write("a = 1\n");
    try (var files = Files.list(path.getParent())) {
      assertEquals(1, files.count());
    }
  }
}
