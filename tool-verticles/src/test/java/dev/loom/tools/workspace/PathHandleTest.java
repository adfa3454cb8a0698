package dev.loom.tools.workspace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PathHandleTest {
  private static <T> T inWorkspace(Path root, String path, Reader<T> reader) throws IOException {
    try (var workspace = ConfinedWorkspace.open(root.toRealPath());
        var resolved =
            PathResolver.resolve(
                workspace.root(),
                workspace.base(),
                workspace.rootDirectory(),
                path,
                PathResolver.Links.ALL)) {
      return reader.read(resolved);
    }
  }

  private interface Reader<T> {
    T read(PathHandle resolved) throws IOException;
  }

  @Test
  void aFileOfTheMaximumSizeIsReadAndALargerOneFails(@TempDir Path root) throws Exception {
    Files.write(root.resolve("f"), new byte[1_000]);
    assertEquals(1_000, inWorkspace(root, "f", f -> f.read("f", 1_000)).length);
    var failure =
        assertThrows(IOException.class, () -> inWorkspace(root, "f", f -> f.read("f", 999)));
    assertTrue(failure.getMessage().contains("1,000 bytes, at most 999"), failure.getMessage());
  }

  @Test
  void aPrefixEndsAtItsLimitOrAtTheEndOfTheFile(@TempDir Path root) throws Exception {
    Files.writeString(root.resolve("f"), "0123456789");
    assertEquals(4, inWorkspace(root, "f", f -> f.readPrefix(4)).length);
    assertEquals(10, inWorkspace(root, "f", f -> f.readPrefix(50)).length);
  }

  @Test
  void aFileThatReportsNoSizeIsReadToItsEnd() throws Exception {
    var self = Path.of("/proc", Long.toString(ProcessHandle.current().pid()));
    Assumptions.assumeTrue(Files.isReadable(self.resolve("status")), "needs /proc");
    assertEquals(0, Files.size(self.resolve("status")));
    var bytes = inWorkspace(self, "status", f -> f.read("status", 1_000_000));
    assertTrue(new String(bytes, StandardCharsets.UTF_8).startsWith("Name:"));
  }
}
