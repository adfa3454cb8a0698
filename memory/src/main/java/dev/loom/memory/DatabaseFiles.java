package dev.loom.memory;

import dev.loom.contracts.error.ServiceException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Notices that a file of the open database was deleted, replaced or overwritten. SQLite then goes
/// on writing to the deleted file without an error, and all of it is lost at the end.
final class DatabaseFiles {
  /// Free space below which no transaction is certain to succeed.
  private static final long SPACE_BYTES_MIN = 1024 * 1024;

  private final Path database;
  private final FileChannel mainFile;
  private final Map<Path, Object> keys = new LinkedHashMap<>();
  private long size;
  private long firstPage;
  private volatile boolean overwritten;

  /// Remembers the files of a database that is open, so that all of them exist.
  ///
  /// @param database the main file; the log and its index lie beside it
  /// @param mainFile the main file, see [Database#mainFile]
  /// @param others further files that must stay in place
  DatabaseFiles(Path database, FileChannel mainFile, List<Path> others) {
    this.mainFile = mainFile;
    this.database = database.toAbsolutePath();
    Stream.concat(Stream.of("", "-wal", "-shm").map(this::sibling), others.stream())
        .forEach(file -> keyOf(file).ifPresent(key -> keys.put(file, key)));
  }

  private Path sibling(String suffix) {
    return database.resolveSibling(database.getFileName() + suffix);
  }

  /// Returns the identity of a file; empty if it does not exist or has none.
  private static Optional<Object> keyOf(Path file) {
    try {
      return Optional.ofNullable(Files.readAttributes(file, BasicFileAttributes.class).fileKey());
    } catch (IOException ignored) {
      return Optional.empty();
    }
  }

  /// Compares the main file with what it was after the latest checkpoint, which alone changes it.
  void findOverwriting() throws IOException {
    overwritten |= size > 0 && (Files.size(database) < size || checksumOfFirstPage() != firstPage);
    if (size == 0) {
      rememberCheckpoint();
    }
  }

  /// Remembers the main file after a checkpoint.
  Void rememberCheckpoint() throws IOException {
    size = Files.size(database);
    firstPage = checksumOfFirstPage();
    return null;
  }

  private long checksumOfFirstPage() throws IOException {
    var page = ByteBuffer.allocate(PageChecksums.PAGE_BYTES);
    mainFile.read(page, 0);
    return PageChecksums.checksum(page.flip());
  }

  /// Returns the size of the write-ahead log in bytes.
  long logBytes() throws IOException {
    return Files.size(sibling("-wal"));
  }

  /// Returns why nothing can be written at present, although all files are in place.
  Optional<String> findObstacle() throws IOException {
    if (!Files.isWritable(database) || !Files.isWritable(database.getParent())) {
      return Optional.of(database + " cannot be written. Check its permissions and its disk.");
    }
    return Files.getFileStore(database).getUsableSpace() < SPACE_BYTES_MIN
        ? Optional.of("The disk of " + database + " is full. Free some space.")
        : Optional.empty();
  }

  /// Returns the failure of any write from now on; empty if all files are in place. Retryable,
  /// because the files may have been moved and may come back.
  Optional<ServiceException> failure() {
    return keys.entrySet().stream()
        .filter(entry -> !keyOf(entry.getKey()).equals(Optional.of(entry.getValue())))
        .findFirst()
        .map(
            entry -> failure(entry.getKey(), "deleted, moved or replaced", "Move it back, or stop"))
        .or(
            () ->
                overwritten
                    ? Optional.of(failure(database, "overwritten", "Stop"))
                    : Optional.empty());
  }

  private static ServiceException failure(Path file, String what, String remedy) {
    return ServiceException.failed(
        ("The file %s was %s while Loom was running, so nothing more is recorded. %s Loom, restore"
                + " the database and start again.")
            .formatted(file, what, remedy),
        true);
  }
}
