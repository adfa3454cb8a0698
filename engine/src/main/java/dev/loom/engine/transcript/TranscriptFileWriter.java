package dev.loom.engine.transcript;

import dev.loom.bus.transcript.Transcript;
import dev.loom.contracts.transcript.TranscriptException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/// Appends lines to a new file that only its owner may access. Each line is passed to the operating
/// system in one write, so after a crash the file is readable up to its last complete line. Not
/// thread-safe.
final class TranscriptFileWriter {
  private static final FileAttribute<?> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private final Path path;
  private final long bytesMax;
  private final OutputStream out;
  private long bytes;
  private boolean full;

  private TranscriptFileWriter(Path path, long bytesMax, OutputStream out) {
    this.path = path;
    this.bytesMax = bytesMax;
    this.out = out;
  }

  /// Creates the file.
  ///
  /// @throws TranscriptException if the file exists or cannot be created
  static TranscriptFileWriter create(Path path) {
    return create(path, Transcript.BYTES_MAX);
  }

  static TranscriptFileWriter create(Path path, long bytesMax) {
    try {
      var options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      var channel = Files.newByteChannel(path, options, OWNER_ONLY);
      return new TranscriptFileWriter(path, bytesMax, Channels.newOutputStream(channel));
    } catch (FileAlreadyExistsException ignored) {
      throw new TranscriptException(
          path + " already exists, and a recording does not overwrite files. Choose another file.");
    } catch (NoSuchFileException ignored) {
      throw new TranscriptException(
          "Cannot record to " + path + ": its directory does not exist. Create it first.");
    } catch (IOException failure) {
      throw new TranscriptException(
          "Cannot record to " + path + ": " + failure.getMessage() + ". Choose another file.");
    }
  }

  Path path() {
    return path;
  }

  /// Appends a line. After a line that exceeds the size limit all later lines are dropped, so that
  /// the transcript has no gaps.
  ///
  /// @return false for the first dropped line
  boolean append(String line) {
    if (full) {
      return true;
    }
    var text = (line + "\n").getBytes(StandardCharsets.UTF_8);
    if (bytes + text.length > bytesMax) {
      full = true;
      return false;
    }
    try {
      out.write(text);
      bytes += text.length;
      return true;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  void close() {
    try {
      out.close();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /// Deletes an unused file.
  void remove() {
    close();
    try {
      Files.deleteIfExists(path);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
