package dev.loom.contracts.task;

/// Admission priority of waiting tasks.
public enum Priority {
  LOW,
  NORMAL,
  HIGH
}
