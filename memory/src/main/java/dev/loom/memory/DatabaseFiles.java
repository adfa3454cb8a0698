package dev.loom.memory;

import dev.loom.contracts.error.ServiceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Notices that a file of the open database was deleted or replaced. SQLite then goes on writing to
/// the deleted file without an error, and all of it is lost at the end.
final class DatabaseFiles {
  private final Map<Path, Object> keys = new LinkedHashMap<>();

  /// Remembers the files of a database that is open, so that all of them exist.
  ///
  /// @param database the main file; the log and its index lie beside it
  DatabaseFiles(Path database) {
    for (var suffix : new String[] {"", "-wal", "-shm"}) {
      var file = database.resolveSibling(database.getFileName() + suffix);
      keyOf(file).ifPresent(key -> keys.put(file, key));
    }
  }

  /// Returns the identity of a file; empty if it does not exist or has none.
  private static Optional<Object> keyOf(Path file) {
    try {
      return Optional.ofNullable(Files.readAttributes(file, BasicFileAttributes.class).fileKey());
    } catch (IOException ignored) {
      return Optional.empty();
    }
  }

  /// Returns the failure of any write from now on; empty if all files are in place. Retryable,
  /// because the files may have been moved and may come back.
  Optional<ServiceException> failure() {
    return keys.entrySet().stream()
        .filter(entry -> !keyOf(entry.getKey()).equals(Optional.of(entry.getValue())))
        .findFirst()
        .map(
            entry ->
                ServiceException.failed(
                    ("The database file %s was deleted, moved or replaced while Loom was running,"
                            + " so nothing more is recorded. Move it back, or stop Loom, restore"
                            + " the database and start again.")
                        .formatted(entry.getKey()),
                    true));
  }
}
