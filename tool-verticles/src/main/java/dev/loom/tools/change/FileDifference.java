package dev.loom.tools.change;

/// What is at a path now, where the record says something else.
///
/// @param recorded what the record says
record FileDifference(String path, FileVersion recorded, FileVersion now) {}
