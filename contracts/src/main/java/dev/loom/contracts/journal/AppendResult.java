package dev.loom.contracts.journal;

/// They are on disk.
///
/// @param lastSeq the number of the last one
public record AppendResult(long lastSeq) {}
