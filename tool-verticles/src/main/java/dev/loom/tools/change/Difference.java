package dev.loom.tools.change;

/// What is at a path now, where the record says something else.
///
/// @param recorded what the record says
record Difference(String path, Version recorded, Version now) {}
