package dev.loom.tools.workspace;

import java.io.IOException;

/// Thrown when a path of the workspace cannot be used as requested.
public final class PathException extends IOException {
  private static final long serialVersionUID = 1L;

  private final String errorCode;

  /// @param errorCode one of [dev.loom.contracts.tool.ToolErrorCode]
  public PathException(String errorCode, String message) {
    super(message);
    this.errorCode = errorCode;
  }

  public String errorCode() {
    return errorCode;
  }
}
