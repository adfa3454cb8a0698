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

  /// Maximum number of files examined per run.
  private static final int FILES_MAX = 500_000;

  /// Extra age for contents, because their time stamp is renewed only every twelve hours.
  private static final Duration CONTENT_GRACE = Duration.ofDays(1);

  private final Path logs;
  private final Path pending;
  private final ContentStore contents;
  private int remainingFiles = FILES_MAX;

  ChangeLogCleanup(Path logs, Path pending, ContentStore contents) {
    this.logs = logs;
    this.pending = pending;
    this.contents = contents;
  }

  void delete(Instant now, int keepDays) {
    var expiry = now.minus(Duration.ofDays(keepDays));
    try {
      delete(logs, "*.jsonl", expiry);
      delete(pending, "*", expiry);
      deleteContents(expiry.minus(CONTENT_GRACE));
    } catch (IOException failure) {
      LOG.log(Level.WARNING, "Expired change logs were not deleted: {0}", failure.getMessage());
    }
  }

  private void delete(Path directory, String glob, Instant expiry) throws IOException {
    if (!Files.isDirectory(directory)) {
      return;
    }
    try (var files = Files.newDirectoryStream(directory, glob)) {
      for (var file : files) {
        if (remainingFiles-- <= 0) {
          return;
        }
        if (Files.getLastModifiedTime(file).toInstant().isBefore(expiry)) {
          Files.delete(file);
        }
      }
    }
  }

  private void deleteContents(Instant expiry) throws IOException {
    if (!Files.isDirectory(contents.directory())) {
      return;
    }
    try (var directories = Files.newDirectoryStream(contents.directory())) {
      for (var directory : directories) {
        try (var files = Files.newDirectoryStream(directory)) {
          for (var file : files) {
            if (remainingFiles-- <= 0) {
              return;
            }
            contents.deleteIfUnused(file, expiry);
          }
        }
      }
    }
  }
}
