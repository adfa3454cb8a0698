package dev.loom.engine.transcript;

import dev.loom.bus.json.Json;
import dev.loom.bus.secret.Secrets;
import dev.loom.bus.transcript.Transcript;
import dev.loom.contracts.transcript.TranscriptEntry;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// Writes entries on a dedicated thread, so that no caller waits for the disk. If a transcript
/// cannot be written, its recording stops and the task continues.
final class TranscriptWriter implements AutoCloseable {
  private static final int QUEUED_MAX = 10_000;
  private static final long CLOSE_SECONDS_MAX = 10;
  private static final Logger LOG = System.getLogger(TranscriptWriter.class.getName());

  private final Secrets secrets;
  private final ThreadPoolExecutor thread =
      new ThreadPoolExecutor(
          1,
          1,
          0,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(QUEUED_MAX),
          Thread.ofPlatform().daemon().name("loom-transcripts").factory());

  TranscriptWriter(Secrets secrets) {
    this.secrets = secrets;
  }

  /// @return false if the entry was dropped because the queue is full
  boolean write(TranscriptFileWriter file, TranscriptEntry entry) {
    return enqueue(
        file,
        () -> {
          if (!file.append(toLine(entry))) {
            LOG.log(
                Level.WARNING,
                "Transcript {0} reached its size limit; later entries are dropped",
                file.path());
          }
        });
  }

  /// Serializes an entry with secrets redacted and without null fields.
  private String toLine(TranscriptEntry entry) {
    var tree = secrets.redact(Transcript.toJson(entry));
    tree.properties().removeIf(field -> field.getValue().isNull());
    return Json.write(tree);
  }

  /// Closes a file after its queued entries.
  void finish(TranscriptFileWriter file) {
    enqueue(file, file::close);
  }

  private boolean enqueue(TranscriptFileWriter file, Runnable action) {
    try {
      thread.execute(
          () -> {
            try {
              action.run();
            } catch (UncheckedIOException failure) {
              LOG.log(
                  Level.WARNING,
                  "Cannot write transcript {0}: {1}",
                  file.path(),
                  failure.getCause().getMessage());
            } catch (RuntimeException failure) {
              LOG.log(Level.ERROR, "Internal error while writing " + file.path(), failure);
            }
          });
      return true;
    } catch (RejectedExecutionException ignored) {
      LOG.log(Level.WARNING, "Transcript {0} is incomplete: the write queue is full", file.path());
      return false;
    }
  }

  @Override
  public void close() {
    thread.shutdown();
    if (!isDone()) {
      LOG.log(Level.WARNING, "{0} transcript entries were not written", thread.getQueue().size());
    }
  }

  private boolean isDone() {
    try {
      return thread.awaitTermination(CLOSE_SECONDS_MAX, TimeUnit.SECONDS);
    } catch (InterruptedException exception) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
