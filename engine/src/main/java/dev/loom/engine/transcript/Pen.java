package dev.loom.engine.transcript;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loom.contracts.json.Json;
import dev.loom.contracts.transcript.TranscriptEntry;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// Writes entries on a thread of its own, so that nobody who speaks waits for a disk. A transcript
/// that cannot be written on is left as it is; its task goes on.
final class Pen implements AutoCloseable {
  private static final int WAITING_MAX = 10_000;
  private static final long CLOSE_SECONDS_MAX = 10;
  private static final Logger LOG = System.getLogger(Pen.class.getName());

  private final Secrets secrets;
  private final ThreadPoolExecutor thread =
      new ThreadPoolExecutor(
          1,
          1,
          0,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(WAITING_MAX),
          Thread.ofPlatform().daemon().name("loom-transcripts").factory());

  Pen(Secrets secrets) {
    this.secrets = secrets;
  }

  /// @return whether it will be written, as far as can be told
  boolean write(TranscriptFile file, TranscriptEntry entry) {
    return later(
        file,
        () -> {
          if (!file.append(line(entry))) {
            LOG.log(Level.WARNING, "The transcript {0} is full; the rest is left out", file.path());
          }
        });
  }

  /// What is not there is left out, so that people see what is.
  private String line(TranscriptEntry entry) {
    var tree = secrets.blotted(Json.mapper().<ObjectNode>valueToTree(entry));
    tree.properties().removeIf(field -> field.getValue().isNull());
    return Json.write(tree);
  }

  /// Nothing more comes for this file.
  void end(TranscriptFile file) {
    later(file, file::close);
  }

  private boolean later(TranscriptFile file, Runnable writing) {
    try {
      thread.execute(
          () -> {
            try {
              writing.run();
            } catch (UncheckedIOException broken) {
              LOG.log(
                  Level.WARNING,
                  "The transcript {0} cannot be written: {1}",
                  file.path(),
                  broken.getCause().getMessage());
            } catch (RuntimeException fault) {
              LOG.log(Level.ERROR, "A fault while writing " + file.path(), fault);
            }
          });
      return true;
    } catch (RejectedExecutionException tooSlow) {
      LOG.log(Level.WARNING, "The disk is too slow for the transcript {0}", file.path());
      return false;
    }
  }

  @Override
  public void close() {
    thread.shutdown();
    if (!isDone()) {
      LOG.log(
          Level.WARNING, "{0} entries of transcripts were not written", thread.getQueue().size());
    }
  }

  private boolean isDone() {
    try {
      return thread.awaitTermination(CLOSE_SECONDS_MAX, TimeUnit.SECONDS);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
