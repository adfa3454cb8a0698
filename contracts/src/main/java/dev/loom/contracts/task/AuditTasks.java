package dev.loom.contracts.task;

/// Requests an audit of all task journals: each can be reduced, its snapshot matches, and no step
/// is completed twice. May take minutes. Replied to with an
/// [dev.loom.contracts.journal.AuditReport] that includes the findings of the storage audit.
public record AuditTasks() {}
