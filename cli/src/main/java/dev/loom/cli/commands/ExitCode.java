package dev.loom.cli.commands;

/// Exit codes of the `loom` command.
public final class ExitCode {
  /// The task was completed, or the command succeeded.
  public static final int COMPLETED = 0;

  /// The task or the command failed.
  public static final int FAILED = 1;

  /// The task was cancelled.
  public static final int CANCELLED = 2;

  /// The command line is invalid (`EX_USAGE` in sysexits.h; 2 is already used).
  public static final int USAGE = 64;

  /// No engine is reachable or can be started (`EX_UNAVAILABLE`).
  public static final int UNAVAILABLE = 69;

  /// The task was paused because no model is available (`EX_TEMPFAIL`).
  public static final int WAITING_FOR_MODEL = 75;

  /// The task failed, and an action was rejected because no user could be asked (`EX_NOPERM`).
  public static final int NOT_APPROVED = 77;

  /// The configuration is invalid (`EX_CONFIG`).
  public static final int CONFIG = 78;

  private ExitCode() {}
}
