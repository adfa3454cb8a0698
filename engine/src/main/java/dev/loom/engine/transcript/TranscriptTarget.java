package dev.loom.engine.transcript;

import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.transcript.TranscriptException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/// Provides the files for transcripts.
public final class TranscriptTarget {
  private final Function<TaskId, Optional<TranscriptFileWriter>> files;
  private final Runnable onClose;

  private TranscriptTarget(
      Function<TaskId, Optional<TranscriptFileWriter>> files, Runnable onClose) {
    this.files = files;
    this.onClose = onClose;
  }

  /// Returns a target with one file per task in a directory, which is created if absent.
  ///
  /// @throws TranscriptException if the directory cannot be created
  public static TranscriptTarget directory(Path directory) {
    try {
      if (!Files.isDirectory(directory)) {
        var ownerOnly = PosixFilePermissions.fromString("rwx------");
        Files.createDirectories(directory, PosixFilePermissions.asFileAttribute(ownerOnly));
      }
    } catch (IOException failure) {
      throw new TranscriptException(
          "The directory %s (recording.directory) cannot be created: %s."
              .formatted(directory, failure.getMessage()));
    }
    return new TranscriptTarget(
        task -> Optional.of(TranscriptFileWriter.create(directory.resolve(task + ".jsonl"))),
        () -> {});
  }

  /// Returns a target with one file for the first task. The file is created at once and deleted on
  /// close if no task was recorded.
  ///
  /// @throws TranscriptException if the file exists or cannot be created
  public static TranscriptTarget file(Path path) {
    var file = new AtomicReference<>(TranscriptFileWriter.create(path.toAbsolutePath()));
    return new TranscriptTarget(
        task -> Optional.ofNullable(file.getAndSet(null)),
        () -> Optional.ofNullable(file.getAndSet(null)).ifPresent(TranscriptFileWriter::remove));
  }

  /// Returns the file of a new task, or empty if the task is not recorded.
  ///
  /// @throws TranscriptException if the file cannot be created
  Optional<TranscriptFileWriter> fileFor(TaskId task) {
    return files.apply(task);
  }

  void close() {
    onClose.run();
  }
}
