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
import java.util.concurrent.atomic.AtomicInteger;

/// What is known of the files of one workspace, so that only those are read again that changed.
/// Safe for many threads.
final class FileCache {
  /// A file that was written so shortly before it was read can have been written again with the
  /// same time of change.
  private static final Duration CLOCK_TICK = Duration.ofMillis(50);

  /// After this an image is renewed, so that it is not forgotten while it is relied on.
  private static final Duration RENEWAL = Duration.ofHours(12);

  private final ContentStore contents;
  private final UndoLimits limits;
  private final Map<String, CachedFile> files = new HashMap<>();
  private final WorkspaceBaseline baseline = new WorkspaceBaseline();
  private volatile int size;

  /// How many calls are using it.
  private final AtomicInteger users = new AtomicInteger();

  FileCache(ContentStore images, UndoLimits limits) {
    this.contents = images;
    this.limits = limits;
  }

  /// Keeps all files.
  ///
  /// @return their versions by path
  synchronized Map<String, FileVersion> storeAll(
      WorkspaceSnapshot snapshot, CurrentFiles currentFiles) throws IOException {
    files.keySet().retainAll(snapshot.files().keySet());
    var versions = new LinkedHashMap<String, FileVersion>();
    var total = 0L;
    for (var entry : snapshot.files().entrySet()) {
      var stat = entry.getValue();
      var isCounted =
          stat.type() == FileStat.Type.FILE && stat.sizeBytes() <= limits.fileBytesMax();
      if (isCounted && total + stat.sizeBytes() > limits.totalBytesMax()) {
        versions.put(entry.getKey(), CurrentFiles.notStored(stat, UndoLimits.BEYOND_TOTAL));
        continue;
      }
      total += isCounted ? stat.sizeBytes() : 0;
      versions.put(
          entry.getKey(),
          version(entry.getKey(), stat, currentFiles, CurrentFiles.Retention.STORE_DURABLY));
    }
    return versions;
  }

  /// What a file is, from memory if it has not changed since it was read.
  synchronized FileVersion version(
      String path, FileStat stat, CurrentFiles currentFiles, CurrentFiles.Retention retention)
      throws IOException {
    if (stat.type() != FileStat.Type.FILE) {
      return currentFiles.read(path, stat, retention);
    }
    var durable = retention == CurrentFiles.Retention.STORE_DURABLY;
    var known = files.get(path);
    var now = Instant.now();
    if (known != null && known.matches(stat) && (known.durable() || !durable)) {
      var fresh = known.renewed().plus(RENEWAL).isAfter(now);
      if (fresh || !known.isFile() || contents.renew(known.version().hash(), durable)) {
        files.put(path, fresh ? known : known.withRenewed(now));
        return known.version().withMode(stat.mode());
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

  /// Whether a file is known as it is.
  synchronized boolean isUnchanged(String path, FileStat stat) {
    var known = files.get(path);
    return known != null && known.matches(stat);
  }

  /// How many files it knows. Told without waiting for whoever reads files now.
  int size() {
    return size;
  }

  WorkspaceBaseline baseline() {
    return baseline;
  }

  /// Told without waiting, too.
  AtomicInteger users() {
    return users;
  }

  /// A file as it was when it was read.
  private record CachedFile(
      String fingerprint,
      FileVersion version,
      FileTime modified,
      Instant read,
      Instant renewed,
      boolean durable) {
    boolean matches(FileStat stat) {
      return fingerprint.equals(CurrentFiles.fingerprint(stat))
          && modified.toInstant().plus(CLOCK_TICK).isBefore(read);
    }

    boolean isFile() {
      return version.kind() == FileVersion.Kind.FILE;
    }

    CachedFile withRenewed(Instant now) {
      return new CachedFile(fingerprint, version, modified, read, now, durable);
    }
  }
}
