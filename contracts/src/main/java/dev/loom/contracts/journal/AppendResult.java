package dev.loom.contracts.journal;

/// Reply to an append whose events are committed.
///
/// @param lastSeq sequence number of the last event
public record AppendResult(long lastSeq) {}
