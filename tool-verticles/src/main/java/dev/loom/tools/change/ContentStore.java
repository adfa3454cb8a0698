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
import java.util.regex.Pattern;

/// Stores each file content once, under its SHA-256 hash. Thread-safe.
final class ContentStore {
  private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");

  private final Path directory;

  ContentStore(Path directory) {
    this.directory = directory;
  }

  Path directory() {
    return directory;
  }

  /// Stores a content.
  ///
  /// @param durable whether to sync it to disk
  /// @return its hash
  synchronized String store(byte[] content, boolean durable) throws IOException {
    var hash = Sha256.hex(content);
    var path = path(hash);
    if (isIntact(path, content)) {
      renew(path, durable);
    } else {
      OwnerOnlyFiles.createDirectory(path.getParent());
      OwnerOnlyFiles.write(path, content, durable);
    }
    return hash;
  }

  private static boolean isIntact(Path path, byte[] content) throws IOException {
    return Files.exists(path)
        && Files.size(path) == content.length
        && Arrays.equals(OwnerOnlyFiles.read(path), content);
  }

  /// Renews the time stamp of a stored content, so that cleanup keeps it.
  private static void renew(Path path, boolean durable) throws IOException {
    Files.setLastModifiedTime(path, FileTime.from(Instant.now()));
    if (durable) {
      try (var file = new RandomAccessFile(path.toFile(), "rw")) {
        file.getFD().sync();
      }
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

  /// Deletes a file if its time stamp is older than an instant.
  synchronized void deleteIfUnused(Path file, Instant before) throws IOException {
    if (Files.getLastModifiedTime(file).toInstant().isBefore(before)) {
      Files.delete(file);
    }
  }

  private Path path(String hash) {
    return directory.resolve(hash.substring(0, 2)).resolve(hash);
  }
}
