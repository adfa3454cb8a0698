package dev.loom.cli.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import org.junit.jupiter.api.Test;

class DemoDirectoryTest {
  @Test
  void directoryHasAWorkspaceAndIsDeletedOnClose() throws Exception {
    var directory = DemoDirectory.create();
    try (directory) {
      assertTrue(Files.isDirectory(directory.workspace().resolve("old-build")));
      assertEquals(directory.path(), directory.transcript().getParent());
    }
    assertFalse(Files.exists(directory.path()));
    directory.close();
  }
}
