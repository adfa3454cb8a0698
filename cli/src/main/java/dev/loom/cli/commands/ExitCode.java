package dev.loom.cli.commands;

/// What the command's exit says to scripts.
public final class ExitCode {
  /// The task was completed, or the command did what it should.
  public static final int COMPLETED = 0;

  /// The task failed, or what was asked about does not exist.
  public static final int FAILED = 1;

  /// The task was cancelled.
  public static final int CANCELLED = 2;

  /// The command line is wrong (`EX_USAGE` of sysexits.h; 2 is taken).
  public static final int USAGE = 64;

  /// No engine could be reached or started (`EX_UNAVAILABLE`).
  public static final int UNAVAILABLE = 69;

  /// The configuration is wrong (`EX_CONFIG`).
  public static final int CONFIG = 78;

  private ExitCode() {}
}
