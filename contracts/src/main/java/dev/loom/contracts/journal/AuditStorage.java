package dev.loom.contracts.journal;

/// Asks the memory to examine its database: that the file is whole, that every journal is gap-free,
/// that every text and projection that belongs to it is there. Reads all of it, so it takes its
/// time. Answered with an [AuditReport].
public record AuditStorage() {}
