package dev.loom.contracts.journal;

/// They are on disk.
///
/// @param lastSeq the number of the last one
public record Appended(long lastSeq) {}
