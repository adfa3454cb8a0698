package dev.loom.tools.change;

/// The protected files of a workspace that are put back when the processes of a call change them.
public enum GuardedFiles {
  ALL,
  /// Those that did not exist before: a sandbox holds the others.
  NEW,
  /// Those that existed before: a user approved the call, but not to change these.
  EXISTING,
  NONE;

  boolean include(boolean existed) {
    return this == ALL || this == (existed ? EXISTING : NEW);
  }
}
