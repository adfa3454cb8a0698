package dev.loom.tools.change;

import java.io.IOException;
import java.io.UncheckedIOException;
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
      delete(logs, 1, ".jsonl", expiry);
      delete(pending, 1, "", expiry);
      delete(contents.directory(), 2, "", expiry.minus(CONTENT_GRACE));
    } catch (IOException | UncheckedIOException failure) {
      LOG.log(Level.WARNING, "Expired change logs were not deleted: {0}", failure.getMessage());
    }
  }

  private void delete(Path directory, int depth, String suffix, Instant expiry) throws IOException {
    if (!Files.isDirectory(directory)) {
      return;
    }
    try (var files =
        Files.find(
            directory,
            depth,
            (file, attributes) -> !attributes.isDirectory() && file.toString().endsWith(suffix))) {
      for (var file : (Iterable<Path>) files::iterator) {
        if (remainingFiles-- <= 0) {
          return;
        }
        contents.deleteIfUnused(file, expiry);
      }
    }
  }
}
