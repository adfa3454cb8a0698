package dev.loom.contracts.journal;

/// Requests an audit of the database: integrity of the file, gap-free journals, and presence of all
/// texts and snapshots. Reads the whole database. Replied to with an [AuditReport].
public record AuditStorage() {}
