package dev.loom.tools.change;

import dev.loom.tools.workspace.WorkspaceSnapshot;
import java.io.IOException;
import java.nio.file.attribute.PosixFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/// Caches the versions of one workspace's files, so that only modified files are read again. Used
/// by who holds the lock of the workspace.
final class FileCache {
  /// A file modified this shortly before it was read may change again without a new time stamp.
  private static final Duration CLOCK_TICK = Duration.ofMillis(50);

  /// Age after which a file is read and stored again, so that cleanup keeps its content.
  private static final Duration AGE_MAX = Duration.ofHours(12);

  private final StoredContentLimits limits;
  private final Map<String, CachedFile> files = new HashMap<>();

  FileCache(StoredContentLimits limits) {
    this.limits = limits;
  }

  /// Finds the files that differ from their recorded version, and stores their contents within the
  /// size limits.
  ///
  /// @param recorded versions by path; other paths had no file
  /// @return the differences in path order
  List<FileDifference> compare(
      Map<String, FileVersion> recorded, WorkspaceSnapshot snapshot, CurrentFiles currentFiles)
      throws IOException {
    files.keySet().retainAll(snapshot.files().keySet());
    // Directories that are skipped otherwise come last, so that they do not use up the limit.
    var paths =
        new TreeSet<>(
            Comparator.comparing(snapshot::isIncluded).thenComparing(Comparator.naturalOrder()));
    paths.addAll(recorded.keySet());
    paths.addAll(snapshot.files().keySet());
    var differences = new ArrayList<FileDifference>();
    var bytesLeft = limits.totalBytesMax();
    for (var path : paths) {
      var before = recorded.getOrDefault(path, FileVersion.NOTHING);
      var stat = snapshot.files().get(path);
      var current = FileVersion.NOTHING;
      if (stat != null) {
        current =
            isUnstored(before, stat)
                ? before.withMode(CurrentFiles.mode(stat))
                : exceeds(bytesLeft, path, stat)
                    ? CurrentFiles.notStored(stat, StoredContentLimits.BEYOND_TOTAL)
                    : version(path, stat, currentFiles);
      }
      if (!before.isSameAs(current)) {
        differences.add(new FileDifference(path, before, current));
        bytesLeft -= current.kind() == FileVersion.Kind.FILE ? current.sizeBytes() : 0;
      }
    }
    differences.sort(Comparator.comparing(FileDifference::path));
    return differences;
  }

  /// Returns whether a file whose content was not stored is unmodified.
  private static boolean isUnstored(FileVersion before, PosixFileAttributes stat) {
    return before.kind() == FileVersion.Kind.UNKEPT
        && before.hash().equals(CurrentFiles.fingerprint(stat));
  }

  private boolean exceeds(long bytesLeft, String path, PosixFileAttributes stat) {
    var cached = files.get(path);
    return stat.isRegularFile()
        && stat.size() > bytesLeft
        && stat.size() <= limits.fileBytesMax()
        && (cached == null || !cached.matches(stat));
  }

  /// Returns the version of a file, from the cache if the file is unmodified.
  FileVersion version(String path, PosixFileAttributes stat, CurrentFiles currentFiles)
      throws IOException {
    var cached = files.get(path);
    if (cached != null && cached.matches(stat)) {
      return cached.version().withMode(CurrentFiles.mode(stat));
    }
    var now = Instant.now();
    var version = currentFiles.store(path, stat);
    if (stat.isRegularFile()) {
      files.put(path, new CachedFile(CurrentFiles.fingerprint(stat), version, now));
    }
    return version;
  }

  private record CachedFile(String fingerprint, FileVersion version, Instant readAt) {
    boolean matches(PosixFileAttributes stat) {
      return fingerprint.equals(CurrentFiles.fingerprint(stat))
          && stat.lastModifiedTime().toInstant().plus(CLOCK_TICK).isBefore(readAt)
          && readAt.plus(AGE_MAX).isAfter(Instant.now());
    }
  }
}
