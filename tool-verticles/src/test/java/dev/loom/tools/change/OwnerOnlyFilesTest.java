package dev.loom.tools.change;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnerOnlyFilesTest {
  @TempDir private Path temp;

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  @Test
  void onlyTheOwnerCanReadFilesAndDirectories() throws Exception {
    OwnerOnlyFiles.createDirectory(temp.resolve("a/b"));
    OwnerOnlyFiles.write(temp.resolve("a/b/f"), new byte[] {1}, true);
    assertEquals("rwx------", mode(temp.resolve("a")));
    assertEquals("rwx------", mode(temp.resolve("a/b")));
    assertEquals("rw-------", mode(temp.resolve("a/b/f")));
  }

  @Test
  void aShorterContentReplacesALongerOne() throws Exception {
    OwnerOnlyFiles.write(temp.resolve("f"), new byte[100], false);
    OwnerOnlyFiles.write(temp.resolve("f"), new byte[] {7}, false);
    assertArrayEquals(new byte[] {7}, OwnerOnlyFiles.read(temp.resolve("f")));
  }

  @Test
  void anInterruptDoesNotAbortAWrite() throws Exception {
    Thread.currentThread().interrupt();
    OwnerOnlyFiles.write(temp.resolve("f"), new byte[] {7}, true);
    assertTrue(Thread.interrupted());
    assertArrayEquals(new byte[] {7}, OwnerOnlyFiles.read(temp.resolve("f")));
  }
}
