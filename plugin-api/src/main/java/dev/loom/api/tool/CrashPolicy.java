package dev.loom.api.tool;

/// What becomes of a tool call whose start was recorded and whose result was not, because the
/// engine died in between.
public enum CrashPolicy {
  /// Run it again: doing it twice is the same as doing it once.
  RETRY,
  /// The tool can tell whether it happened: it is asked with [Tool#findCompleted], and run again
  /// only when it did not.
  VERIFY,
  /// Ask a person whether to run it again.
  ASK,
  /// Do not run it again; tell the model that it may or may not have happened.
  NEVER
}
