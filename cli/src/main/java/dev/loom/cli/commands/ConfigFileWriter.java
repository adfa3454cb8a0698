package dev.loom.cli.commands;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/// Writes `loom.toml` atomically, readable by its owner only, and backs up an existing file.
record ConfigFileWriter(Path path) {
  private static final int BACKUPS_MAX = 1_000;

  boolean exists() {
    return Files.exists(path);
  }

  /// Replaces the file.
  ///
  /// @return backup of the previous file, if there was one
  Optional<Path> write(String text) {
    try {
      Files.createDirectories(path.toAbsolutePath().getParent());
      var ownerOnly =
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
      var temporary =
          Files.createTempFile(path.toAbsolutePath().getParent(), ".loom-", ".toml", ownerOnly);
      try {
        Files.write(temporary, text.getBytes(StandardCharsets.UTF_8));
        var backup = exists() ? Optional.of(backup()) : Optional.<Path>empty();
        Files.move(
            temporary, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        return backup;
      } finally {
        Files.deleteIfExists(temporary);
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private Path backup() throws IOException {
    for (int number = 1; number <= BACKUPS_MAX; number++) {
      var name = path.getFileName() + (number == 1 ? ".bak" : ".bak" + number);
      var backup = path.resolveSibling(name);
      if (!Files.exists(backup)) {
        return Files.copy(path, backup, StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
    throw new IOException("There are already " + BACKUPS_MAX + " backups of " + path);
  }
}
