package dev.loom.contracts.task;

/// Which of the tasks that wait for their turn comes first.
public enum Priority {
  LOW,
  NORMAL,
  HIGH
}
