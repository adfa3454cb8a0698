package dev.loom.tools.change;

import dev.loom.contracts.id.Sha256;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.regex.Pattern;

/// Stores each file content once, under its SHA-256 hash. Thread-safe.
final class ContentStore {
  private static final int LOCK_COUNT = 64;
  private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");

  private final Path directory;
  private final Object[] locks = new Object[LOCK_COUNT];

  /// Excludes deletion while a content is stored or renewed.
  private final ReentrantReadWriteLock deletionLock = new ReentrantReadWriteLock();

  ContentStore(Path directory) {
    this.directory = directory;
    Arrays.setAll(locks, i -> new Object());
  }

  Path directory() {
    return directory;
  }

  /// Stores a content.
  ///
  /// @param durable whether to sync it to disk
  /// @return its hash
  String store(byte[] content, boolean durable) throws IOException {
    var hash = Sha256.hex(content);
    var path = path(hash);
    deletionLock.readLock().lock();
    try {
      synchronized (locks[Math.floorMod(hash.hashCode(), LOCK_COUNT)]) {
        if (!isIntact(path, content)) {
          OwnerOnlyFiles.createDirectory(path.getParent());
          OwnerOnlyFiles.write(path, content, durable);
        } else {
          renew(path, durable);
        }
      }
    } finally {
      deletionLock.readLock().unlock();
    }
    return hash;
  }

  private static boolean isIntact(Path path, byte[] content) throws IOException {
    return Files.exists(path)
        && Files.size(path) == content.length
        && Arrays.equals(OwnerOnlyFiles.read(path), content);
  }

  private static void renew(Path path, boolean durable) throws IOException {
    Files.setLastModifiedTime(path, FileTime.from(Instant.now()));
    if (durable) {
      try (var file = new RandomAccessFile(path.toFile(), "rw")) {
        file.getFD().sync();
      }
    }
  }

  /// Renews the time stamp of a stored content.
  ///
  /// @return false when the content has been deleted
  boolean renew(String hash, boolean durable) throws IOException {
    deletionLock.readLock().lock();
    try {
      var path = path(hash);
      if (!Files.exists(path)) {
        return false;
      }
      renew(path, durable);
      return true;
    } finally {
      deletionLock.readLock().unlock();
    }
  }

  /// Reads a content.
  ///
  /// @return empty when it is missing or damaged
  Optional<byte[]> read(String hash) throws IOException {
    if (!HASH.matcher(hash).matches()) {
      return Optional.empty();
    }
    try {
      var content = OwnerOnlyFiles.read(path(hash));
      return Sha256.hex(content).equals(hash) ? Optional.of(content) : Optional.empty();
    } catch (FileNotFoundException ignored) {
      return Optional.empty();
    }
  }

  boolean contains(String hash) {
    return HASH.matcher(hash).matches() && Files.exists(path(hash));
  }

  /// Deletes a file if its time stamp is older than an instant and no content is being renewed.
  void deleteIfUnused(Path file, Instant before) throws IOException {
    deletionLock.writeLock().lock();
    try {
      if (Files.getLastModifiedTime(file).toInstant().isBefore(before)) {
        Files.delete(file);
      }
    } finally {
      deletionLock.writeLock().unlock();
    }
  }

  private Path path(String hash) {
    return directory.resolve(hash.substring(0, 2)).resolve(hash);
  }
}
