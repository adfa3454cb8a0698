package dev.loom.api.model;

/// What a model is asked to be.
public enum ModelRole {
  /// Breaks a goal into subtasks.
  PLANNER,
  /// Does a subtask, with tools.
  EXECUTOR,
  /// Judges a finished subtask independently.
  VERIFIER,
  /// Picks facts worth remembering from a finished subtask.
  EXTRACTOR
}
