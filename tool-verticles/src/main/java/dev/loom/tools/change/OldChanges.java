package dev.loom.tools.change;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/// Forgets ledgers that nothing was added to for long, and images that nobody relied on since.
final class OldChanges {
  private static final Logger LOG = System.getLogger(OldChanges.class.getName());

  /// Files looked at in one go; the next start goes on.
  private static final int FILES_MAX = 500_000;

  /// Images are renewed less often than they are relied on.
  private static final Duration IMAGES_LONGER = Duration.ofDays(1);

  private final Path ledgers;
  private final Path pending;
  private final ImageStore images;
  private int left = FILES_MAX;

  OldChanges(Path ledgers, Path pending, ImageStore images) {
    this.ledgers = ledgers;
    this.pending = pending;
    this.images = images;
  }

  void forget(Instant now, int keepDays) {
    var before = now.minus(Duration.ofDays(keepDays));
    try {
      forget(ledgers, "*.jsonl", before);
      forget(pending, "*", before);
      forgetImages(before.minus(IMAGES_LONGER));
    } catch (IOException failed) {
      LOG.log(Level.WARNING, "Old changes are not forgotten: {0}", failed.getMessage());
    }
  }

  private void forget(Path directory, String names, Instant before) throws IOException {
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

  private void forgetImages(Instant before) throws IOException {
    if (!Files.isDirectory(images.directory())) {
      return;
    }
    try (var shelves = Files.newDirectoryStream(images.directory())) {
      for (var shelf : shelves) {
        try (var files = Files.newDirectoryStream(shelf)) {
          for (var image : files) {
            if (left-- <= 0) {
              return;
            }
            images.forget(image, before);
          }
        }
      }
    }
  }
}
