package dev.loom.memory;

import dev.loom.contracts.error.ServiceException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/// Computes the checksum that is stored with a row, so that a row that the disk or another program
/// changed is not taken for what Loom wrote.
final class RowChecksum {
  private RowChecksum() {}

  /// Returns the CRC-32C of the columns, each with its length.
  ///
  /// @param columns texts and integers
  static long of(Object... columns) {
    var sum = new CRC32C();
    var length = ByteBuffer.allocate(Integer.BYTES);
    for (var column : columns) {
      var bytes = String.valueOf(column).getBytes(StandardCharsets.UTF_8);
      sum.update(length.clear().putInt(bytes.length).flip());
      sum.update(bytes);
    }
    return sum.getValue();
  }

  /// Returns whether a row is as it was written. A row without a checksum is taken as it is.
  static boolean matches(Long stored, Object... columns) {
    return stored == null || stored == of(columns);
  }

  static ServiceException damaged(String subject) {
    return ServiceException.failed(
        subject
            + " is damaged: its content does not match its checksum. Restart the engine, which"
            + " then saves what is intact; to get the rest, restore the database from a backup.",
        false);
  }
}
