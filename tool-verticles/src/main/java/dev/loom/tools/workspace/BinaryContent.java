package dev.loom.tools.workspace;

/// Detects binary file content.
public final class BinaryContent {
  private static final int CHECKED_BYTES = 8 * 1024;

  private BinaryContent() {}

  /// Returns whether the first 8 KiB of the content contain a NUL.
  public static boolean isBinary(byte[] content) {
    for (var i = 0; i < Math.min(CHECKED_BYTES, content.length); i++) {
      if (content[i] == 0) {
        return true;
      }
    }
    return false;
  }
}
