package dev.loom.api.tool;

/// Defines how to recover a tool call whose start was journaled and whose result was not, because
/// the engine crashed in between.
public enum CrashPolicy {
  /// Executes the call again. Requires the tool to be idempotent.
  RETRY,
  /// Calls [Tool#findCompleted] and executes the call again only if it has not completed.
  VERIFY,
  /// Requests approval from a user before executing the call again.
  ASK,
  /// Does not execute the call again; the model is informed that its outcome is unknown.
  NEVER
}
