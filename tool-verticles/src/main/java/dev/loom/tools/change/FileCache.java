package dev.loom.tools.change;

import dev.loom.tools.workspace.FileStat;
import dev.loom.tools.workspace.WorkspaceSnapshot;
import java.io.IOException;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/// Caches the versions of one workspace's files, so that only modified files are read again. Used
/// by who holds the lock of its baseline.
final class FileCache {
  /// A file modified this shortly before it was read may change again without a new time stamp.
  private static final Duration CLOCK_TICK = Duration.ofMillis(50);

  /// Age after which the time stamp of a stored content is renewed, so that cleanup keeps it.
  private static final Duration RENEWAL = Duration.ofHours(12);

  private final ContentStore contents;
  private final StoredContentLimits limits;
  private final Map<String, CachedFile> files = new HashMap<>();
  private final WorkspaceBaseline baseline = new WorkspaceBaseline();
  private volatile int size;

  FileCache(ContentStore contents, StoredContentLimits limits) {
    this.contents = contents;
    this.limits = limits;
  }

  /// Stores the contents of all files of a snapshot, within the size limits.
  ///
  /// @return their versions by path
  Map<String, FileVersion> storeAll(WorkspaceSnapshot snapshot, CurrentFiles currentFiles)
      throws IOException {
    files.keySet().retainAll(snapshot.files().keySet());
    var versions = new LinkedHashMap<String, FileVersion>();
    var total = 0L;
    for (var entry : snapshot.files().entrySet()) {
      var stat = entry.getValue();
      var isCounted =
          stat.type() == FileStat.Type.FILE && stat.sizeBytes() <= limits.fileBytesMax();
      if (isCounted && total + stat.sizeBytes() > limits.totalBytesMax()) {
        versions.put(
            entry.getKey(), CurrentFiles.notStored(stat, StoredContentLimits.BEYOND_TOTAL));
        continue;
      }
      total += isCounted ? stat.sizeBytes() : 0;
      versions.put(
          entry.getKey(),
          version(entry.getKey(), stat, currentFiles, CurrentFiles.Retention.STORE_DURABLY));
    }
    return versions;
  }

  /// Returns the version of a file, from the cache if the file is unmodified.
  FileVersion version(
      String path, FileStat stat, CurrentFiles currentFiles, CurrentFiles.Retention retention)
      throws IOException {
    if (stat.type() != FileStat.Type.FILE) {
      return currentFiles.read(path, stat, retention);
    }
    var durable = retention == CurrentFiles.Retention.STORE_DURABLY;
    var cached = files.get(path);
    var now = Instant.now();
    if (cached != null && cached.matches(stat) && (cached.durable() || !durable)) {
      var isFresh = cached.renewedAt().plus(RENEWAL).isAfter(now);
      if (isFresh || !cached.isFile() || contents.renew(cached.version().hash(), durable)) {
        files.put(path, isFresh ? cached : cached.withRenewedAt(now));
        return cached.version().withMode(stat.mode());
      }
    }
    var version = currentFiles.read(path, stat, retention);
    files.put(
        path,
        new CachedFile(
            CurrentFiles.fingerprint(stat), version, stat.modified(), now, now, durable));
    size = files.size();
    return version;
  }

  /// Returns whether the cached version of a file is current.
  boolean isUnchanged(String path, FileStat stat) {
    var cached = files.get(path);
    return cached != null && cached.matches(stat);
  }

  /// Number of cached files. Does not block.
  int size() {
    return size;
  }

  WorkspaceBaseline baseline() {
    return baseline;
  }

  private record CachedFile(
      String fingerprint,
      FileVersion version,
      FileTime modified,
      Instant readAt,
      Instant renewedAt,
      boolean durable) {
    boolean matches(FileStat stat) {
      return fingerprint.equals(CurrentFiles.fingerprint(stat))
          && modified.toInstant().plus(CLOCK_TICK).isBefore(readAt);
    }

    boolean isFile() {
      return version.kind() == FileVersion.Kind.FILE;
    }

    CachedFile withRenewedAt(Instant now) {
      return new CachedFile(fingerprint, version, modified, readAt, now, durable);
    }
  }
}
