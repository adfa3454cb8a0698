package dev.loom.tools.workspace;

/// Detects binary file content.
public final class BinaryContent {
  /// A NUL within this many bytes marks a file as binary.
  private static final int CHECKED_BYTES = 8 * 1024;

  private BinaryContent() {}

  /// Whether the content is binary, judging by its first 8 KiB.
  public static boolean isBinary(byte[] content) {
    for (var i = 0; i < Math.min(CHECKED_BYTES, content.length); i++) {
      if (content[i] == 0) {
        return true;
      }
    }
    return false;
  }
}
