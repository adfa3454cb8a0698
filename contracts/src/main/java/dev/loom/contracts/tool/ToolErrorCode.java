package dev.loom.contracts.tool;

/// Defines the error codes of the engine and its built-in tools in
/// [dev.loom.api.tool.ToolResult#errorCode]. Tools of plug-ins may have others.
public final class ToolErrorCode {
  /// The arguments do not match the tool's schema.
  public static final String INVALID_ARGUMENTS = "invalid_arguments";

  public static final String FILE_NOT_FOUND = "file_not_found";

  /// The path is a directory or a device.
  public static final String NOT_A_FILE = "not_a_file";

  public static final String NOT_A_DIRECTORY = "not_a_directory";

  /// The operating system denied access.
  public static final String PERMISSION_DENIED = "permission_denied";

  /// The path leaves the workspace.
  public static final String OUTSIDE_WORKSPACE = "outside_workspace";

  /// The time limit of the call expired.
  public static final String TIMEOUT = "timeout";

  /// A command ended with an exit code other than 0.
  public static final String NONZERO_EXIT = "nonzero_exit";

  /// The tool's host has stopped, or the tool was withdrawn for new tasks and its host is gone.
  public static final String TOOL_WITHDRAWN = "tool_withdrawn";

  /// The tool's host failed or did not reply.
  public static final String TOOL_HOST_FAILED = "tool_host_failed";

  /// The call was rejected before it ran.
  public static final String NOT_RUN = "not_run";

  private ToolErrorCode() {}
}
