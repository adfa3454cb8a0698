package dev.loom.tools.change;

/// A path whose current version differs from the recorded one.
///
/// @param recorded the last recorded version
record FileDifference(String path, FileVersion recorded, FileVersion current) {}
