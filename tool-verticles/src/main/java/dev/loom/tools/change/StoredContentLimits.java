package dev.loom.tools.change;

/// Size limits for stored contents.
///
/// @param fileBytesMax maximum size of one file
/// @param totalBytesMax maximum for one workspace before a process starts, and for the changes of
///   one process
record StoredContentLimits(long fileBytesMax, long totalBytesMax) {
  static final String TOO_LARGE = "the file is larger than tools.undo_file_bytes_max";
  static final String BEYOND_TOTAL = "the workspace is larger than tools.undo_total_bytes_max";
  static final String UNREADABLE = "the file cannot be read";
}
