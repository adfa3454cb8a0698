package dev.loom.api.model;

/// Purpose of a model call.
public enum ModelRole {
  /// Splits a goal into subtasks.
  PLANNER,
  /// Executes a subtask with tools.
  EXECUTOR,
  /// Verifies a finished subtask independently.
  VERIFIER,
  /// Extracts facts from a finished subtask. Reserved: no call has this role yet.
  EXTRACTOR
}
