package dev.loom.contracts.task;

/// Asks for every task's journal to be examined: that it folds, that its projection tells the same,
/// that no step was completed twice. Takes its time. Answered with an
/// [dev.loom.contracts.journal.AuditReport] that also holds what the memory found.
public record AuditTasks() {}
