package dev.loom.tools.host;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import org.junit.jupiter.api.Test;

class FailureMessagesTest {
  @Test
  void fileSystemErrorsNameTheFile() {
    assertEquals("File not found: f", FailureMessages.describe(new NoSuchFileException("f")));
    assertEquals("Not a directory: f", FailureMessages.describe(new NotDirectoryException("f")));
    assertEquals("Permission denied: f", FailureMessages.describe(new AccessDeniedException("f")));
    assertEquals(
        "No space left: f",
        FailureMessages.describe(new FileSystemException("f", null, "No space left")));
  }

  @Test
  void anExceptionWithAMessageIsDescribedByItsMessage() {
    assertEquals("bad", FailureMessages.describe(new IllegalStateException("bad")));
  }

  @Test
  void anExceptionWithoutAUsefulMessageIsAnInternalError() {
    assertEquals(
        "The tool failed with an internal error (NullPointerException)",
        FailureMessages.describe(new NullPointerException()));
    assertEquals(
        "The tool failed with an internal error (NoSuchMethodError)",
        FailureMessages.describe(new NoSuchMethodError("a.B.c()")));
  }
}
