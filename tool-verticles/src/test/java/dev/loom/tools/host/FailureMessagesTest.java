package dev.loom.tools.host;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.loom.api.tool.Workspace.EscapeException;
import dev.loom.tools.workspace.PathException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
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
  void errorsOfPathsHaveACode() {
    assertEquals(
        List.of("file_not_found", "permission_denied", "outside_workspace", "not_a_file", ""),
        Stream.of(
                new NoSuchFileException("f"),
                new AccessDeniedException("f"),
                new EscapeException("../f", Path.of("/w")),
                new PathException("not_a_file", "Not a file: f"),
                new IOException("other"))
            .map(failure -> FailureMessages.toResult(failure).errorCode())
            .toList());
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
