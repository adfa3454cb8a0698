package dev.loom.tools.change;

import dev.loom.contracts.id.Sha256;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Stores each file content once, under its SHA-256 hash. When they take too much space, the oldest
/// are deleted: undo of them is not possible any more. Thread-safe.
final class ContentStore {
  private static final Logger LOG = System.getLogger(ContentStore.class.getName());

  /// Free space of the disk that is left to others, above all to the journal: this, or a quarter of
  /// a small disk.
  private static final long FREE_BYTES_MIN = 256L * 1024 * 1024;

  private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");

  private final Path directory;
  private final long bytesMax;

  /// Size of all contents; negative before it is known.
  private long totalBytes = -1;

  /// @param bytesMax maximum size of all contents together
  ContentStore(Path directory, long bytesMax) {
    this.directory = directory;
    this.bytesMax = bytesMax;
  }

  Path directory() {
    return directory;
  }

  /// Stores a content, unless there is no space for it even without the others.
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
      if (makeSpace(content.length)) {
        totalBytes += content.length;
        OwnerOnlyFiles.write(path, content, durable);
      }
    }
    return hash;
  }

  /// Deletes the oldest contents until there is space, and then some more, so that this is seldom.
  private boolean makeSpace(long bytes) throws IOException {
    if (totalBytes < 0) {
      totalBytes = 0;
      for (var file : files()) {
        totalBytes += Files.size(file);
      }
    }
    if (fits(bytes)) {
      return true;
    }
    var files = files();
    files.sort(Comparator.comparing(ContentStore::modifiedAt));
    var deleted = 0;
    for (; deleted < files.size() && !fits(bytes + bytesMax / 10); deleted++) {
      delete(files.get(deleted));
    }
    LOG.log(
        Level.WARNING,
        "Undo data takes too much space: the oldest {0} file contents were deleted, so these changes"
            + " cannot be undone any more (tools.undo_store_mb_max, and the free space of the disk).",
        deleted);
    return fits(bytes);
  }

  private boolean fits(long bytes) {
    var disk = directory.toFile();
    var reserve = Math.min(FREE_BYTES_MIN, disk.getTotalSpace() / 4);
    return totalBytes + bytes <= bytesMax && disk.getUsableSpace() - bytes >= reserve;
  }

  private List<Path> files() throws IOException {
    try (var found = Files.find(directory, 2, (file, attributes) -> attributes.isRegularFile())) {
      return new ArrayList<>(found.toList());
    }
  }

  private static FileTime modifiedAt(Path file) {
    try {
      return Files.getLastModifiedTime(file);
    } catch (IOException vanished) {
      return FileTime.fromMillis(0);
    }
  }

  private void delete(Path file) throws IOException {
    var size = Files.size(file);
    Files.delete(file);
    totalBytes -= file.startsWith(directory) ? size : 0;
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
      delete(file);
    }
  }

  private Path path(String hash) {
    return directory.resolve(hash.substring(0, 2)).resolve(hash);
  }
}
