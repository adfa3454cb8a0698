package dev.loom.tools.host;

import dev.loom.api.tool.ToolResult;
import dev.loom.api.tool.Workspace.EscapeException;
import dev.loom.contracts.text.FileErrors;
import dev.loom.contracts.tool.ToolErrorCode;
import dev.loom.tools.workspace.PathException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/// Converts exceptions to error codes and messages for a model, without class names or stack
/// traces.
final class FailureMessages {
  private FailureMessages() {}

  static ToolResult toResult(Throwable failure) {
    var code =
        switch (failure) {
          case PathException path -> path.errorCode();
          case EscapeException outside -> ToolErrorCode.OUTSIDE_WORKSPACE;
          case NoSuchFileException missing -> ToolErrorCode.FILE_NOT_FOUND;
          case NotDirectoryException file -> ToolErrorCode.NOT_A_DIRECTORY;
          case AccessDeniedException denied -> ToolErrorCode.PERMISSION_DENIED;
          default -> "";
        };
    return ToolResult.fail(code, describe(failure));
  }

  static String describe(Throwable failure) {
    return switch (failure) {
      case FileSystemException file -> FileErrors.describe(file);
      case StackOverflowError deep -> "The tool exceeded the stack depth";
      default -> messageOf(failure);
    };
  }

  private static String messageOf(Throwable failure) {
    var message = failure.getMessage();
    return message == null || message.isBlank() || failure instanceof LinkageError
        ? "The tool failed with an internal error (" + failure.getClass().getSimpleName() + ")"
        : message;
  }
}
