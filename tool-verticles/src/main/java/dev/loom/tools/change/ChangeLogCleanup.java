package dev.loom.tools.change;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/// Deletes logs without recent changes and contents that are no longer used.
final class ChangeLogCleanup {
  private static final Logger LOG = System.getLogger(ChangeLogCleanup.class.getName());

  /// Maximum number of files examined per run; the next start continues.
  private static final int FILES_MAX = 500_000;

  /// Extra age for contents, because their time stamp is renewed only every twelve hours.
  private static final Duration CONTENT_GRACE = Duration.ofDays(1);

  private final Path logs;
  private final Path pending;
  private final ContentStore contents;
  private int left = FILES_MAX;

  ChangeLogCleanup(Path logs, Path pending, ContentStore contents) {
    this.logs = logs;
    this.pending = pending;
    this.contents = contents;
  }

  void delete(Instant now, int keepDays) {
    var before = now.minus(Duration.ofDays(keepDays));
    try {
      delete(logs, "*.jsonl", before);
      delete(pending, "*", before);
      deleteContents(before.minus(CONTENT_GRACE));
    } catch (IOException failed) {
      LOG.log(Level.WARNING, "Expired change logs were not deleted: {0}", failed.getMessage());
    }
  }

  private void delete(Path directory, String names, Instant before) throws IOException {
    if (!Files.isDirectory(directory)) {
      return;
    }
    try (var files = Files.newDirectoryStream(directory, names)) {
      for (var file : files) {
        if (left-- <= 0) {
          return;
        }
        if (Files.getLastModifiedTime(file).toInstant().isBefore(before)) {
          Files.delete(file);
        }
      }
    }
  }

  private void deleteContents(Instant before) throws IOException {
    if (!Files.isDirectory(contents.directory())) {
      return;
    }
    try (var directories = Files.newDirectoryStream(contents.directory())) {
      for (var directory : directories) {
        try (var files = Files.newDirectoryStream(directory)) {
          for (var file : files) {
            if (left-- <= 0) {
              return;
            }
            contents.deleteIfUnused(file, before);
          }
        }
      }
    }
  }
}
