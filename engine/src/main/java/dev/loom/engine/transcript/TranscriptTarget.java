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

/// Where transcripts go.
public final class TranscriptTarget {
  private final Function<TaskId, Optional<TranscriptFile>> files;
  private final Runnable onClose;

  private TranscriptTarget(Function<TaskId, Optional<TranscriptFile>> files, Runnable onClose) {
    this.files = files;
    this.onClose = onClose;
  }

  /// A file for each task, in a directory that is made when it is not there.
  ///
  /// @throws TranscriptException when it cannot be made
  public static TranscriptTarget directory(Path directory) {
    try {
      if (!Files.isDirectory(directory)) {
        var owner = PosixFilePermissions.fromString("rwx------");
        Files.createDirectories(directory, PosixFilePermissions.asFileAttribute(owner));
      }
    } catch (IOException failure) {
      throw new TranscriptException(
          "The directory "
              + directory
              + " (recording.directory) cannot be made: "
              + failure.getMessage()
              + ".");
    }
    return new TranscriptTarget(
        task -> Optional.of(TranscriptFile.create(directory.resolve(task + ".jsonl"))), () -> {});
  }

  /// One file, for the first task; it is made at once. Without a task it is gone in the end.
  ///
  /// @throws TranscriptException when it cannot be made, or is there already
  public static TranscriptTarget file(Path path) {
    var file = new AtomicReference<>(TranscriptFile.create(path.toAbsolutePath()));
    return new TranscriptTarget(
        task -> Optional.ofNullable(file.getAndSet(null)),
        () -> Optional.ofNullable(file.getAndSet(null)).ifPresent(TranscriptFile::remove));
  }

  /// The file of a task that was just accepted; none when it is not recorded.
  ///
  /// @throws TranscriptException when it cannot be made
  Optional<TranscriptFile> fileFor(TaskId task) {
    return files.apply(task);
  }

  void close() {
    onClose.run();
  }
}
