package dev.loom.contracts.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileErrorsTest {
  @Test
  void theReasonIsNamedWithTheFile(@TempDir Path temp) throws IOException {
    var file = Files.createFile(temp.resolve("file"));
    assertEquals(
        "A file is in the way: " + file,
        FileErrors.describe(assertThrows(IOException.class, () -> Files.createDirectories(file))));
    var missing = temp.resolve("missing");
    assertEquals(
        "File not found: " + missing,
        FileErrors.describe(assertThrows(IOException.class, () -> Files.readString(missing))));
    assertEquals("Permission denied: x", FileErrors.describe(new AccessDeniedException("x")));
    assertEquals("busy", FileErrors.describe(new IOException("busy")));
  }
}
