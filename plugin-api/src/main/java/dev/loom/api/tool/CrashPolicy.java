package dev.loom.api.tool;

/// What becomes of a tool call whose start was recorded and whose result was not, because the
/// engine died in between.
public enum CrashPolicy {
  /// Run it again: doing it twice is the same as doing it once.
  RETRY,
  /// Have the tool tell whether it happened; if it did not, run it.
  VERIFY,
  /// Ask a person whether to run it again.
  ASK,
  /// Do not run it again; tell the model that it may or may not have happened.
  NEVER
}
