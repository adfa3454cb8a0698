package dev.loom.tools.change;

/// How much is kept to be restored.
///
/// @param fileBytesMax of one file
/// @param totalBytesMax of one workspace before a command, and of what one command left
record UndoLimits(long fileBytesMax, long totalBytesMax) {
  static final String TOO_LARGE = "the file is larger than tools.undo_file_bytes_max";
  static final String BEYOND_TOTAL = "the workspace is larger than tools.undo_total_bytes_max";
  static final String UNREADABLE = "the file cannot be read";
}
