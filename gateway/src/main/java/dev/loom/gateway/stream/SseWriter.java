package dev.loom.gateway.stream;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.BiFunction;

/// The way out to one reader: a ring of bounded size and at most one write under way. What comes
/// while a write is under way goes out together in the next one, so a fast reader gets single
/// events and a slow one large pieces. Belongs to one event loop.
final class SseWriter {
  /// The most that may wait for one reader.
  static final int FRAMES_MAX = 256;

  static final int BYTES_MAX = 256 * 1024;

  private final BiFunction<Buffer, Boolean, Future<Void>> sink;
  private final WriteCoalescer coalescer;
  private final Runnable onDrained;
  private final Runnable onEnd;
  private final Queue<SseFrame> queue = new ArrayDeque<>();
  private int queuedBytes;
  private boolean writing;
  private boolean ending;
  private boolean closed;
  private long writtenMillis;

  /// @param wire writes bytes, and ends the response with them when told so; the future comes when
  ///   the reader's side took them
  /// @param whenEmpty runs when everything was taken
  /// @param whenEnded runs once the last frame was taken, or could not be
  SseWriter(
      BiFunction<Buffer, Boolean, Future<Void>> sink,
      WriteCoalescer coalescer,
      Runnable onDrained,
      Runnable onEnd) {
    this.sink = sink;
    this.coalescer = coalescer;
    this.onDrained = onDrained;
    this.onEnd = onEnd;
    this.writtenMillis = coalescer.nowMillis();
  }

  /// Whether a frame fits. A single one always does, however large.
  boolean canAccept(SseFrame frame) {
    return queue.isEmpty()
        || queue.size() < FRAMES_MAX && queuedBytes + frame.length() <= BYTES_MAX;
  }

  /// Whether the reader keeps up so well that it can have what it could also do without.
  boolean hasSpareCapacity() {
    return queue.size() < FRAMES_MAX / 2 && queuedBytes < BYTES_MAX / 2;
  }

  /// Takes a frame; it goes out at the end of this turn of the event loop.
  void add(SseFrame frame) {
    if (closed || ending) {
      return;
    }
    queue.add(frame);
    queuedBytes += frame.length();
    ending = frame.isLast();
    coalescer.scheduleFlush(this);
  }

  /// Ends the response after what waits, without a last word.
  void end() {
    if (!closed && !ending) {
      ending = true;
      coalescer.scheduleFlush(this);
    }
  }

  /// Drops what waits and ends with a frame, as far as the reader still takes anything.
  void discardAndEndWith(SseFrame frame) {
    queue.clear();
    queuedBytes = 0;
    ending = true;
    sink.apply(frame.bytes(), true);
  }

  /// The reader is gone. What waits for it is let go.
  void close() {
    closed = true;
    queue.clear();
    queuedBytes = 0;
  }

  /// How long the reader has taken nothing of what is offered to it.
  long stalledMillis() {
    return writing ? coalescer.nowMillis() - writtenMillis : 0;
  }

  /// How long nothing was there to be said.
  long idleMillis() {
    return writing || !queue.isEmpty() ? 0 : coalescer.nowMillis() - writtenMillis;
  }

  int queuedBytes() {
    return queuedBytes;
  }

  /// Writes everything that waits in one piece, unless a write is under way.
  void flush() {
    if (writing || closed || queue.isEmpty() && !ending) {
      return;
    }
    writing = true;
    writtenMillis = coalescer.nowMillis();
    var last = ending;
    sink.apply(drainQueue(), last).onComplete(taken -> onWritten(last, taken.succeeded()));
  }

  private Buffer drainQueue() {
    if (queue.size() == 1) {
      queuedBytes = 0;
      return queue.remove().bytes();
    }
    var all = Buffer.buffer(queuedBytes);
    queue.forEach(frame -> all.appendBuffer(frame.bytes()));
    queue.clear();
    queuedBytes = 0;
    return all;
  }

  private void onWritten(boolean ended, boolean taken) {
    writing = false;
    writtenMillis = coalescer.nowMillis();
    if (ended || !taken) {
      close();
      onEnd.run();
    } else if (!closed) {
      if (queue.isEmpty() && !ending) {
        onDrained.run();
      } else {
        flush();
      }
    }
  }
}
