package dev.loom.api.model;

/// Purpose of a model call.
public enum ModelRole {
  /// Splits a goal into subtasks.
  PLANNER,
  /// Executes a subtask with tools.
  EXECUTOR,
  /// Verifies a finished subtask independently.
  VERIFIER,
  /// Extracts facts worth keeping from a finished subtask.
  EXTRACTOR
}
