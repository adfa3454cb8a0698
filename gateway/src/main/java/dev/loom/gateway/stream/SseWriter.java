package dev.loom.gateway.stream;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/// Writes frames to one reader through a bounded queue, with at most one write in flight. Frames
/// that arrive during a write are combined into the next one, so a fast reader gets single events
/// and a slow reader gets batches. Confined to one event loop.
final class SseWriter {
  /// Limits of the queue of each reader.
  static final int FRAMES_MAX = 256;

  static final int BYTES_MAX = 256 * 1024;

  private final BiFunction<Buffer, Boolean, Future<Void>> sink;
  private final Consumer<Runnable> afterTick;
  private final LongSupplier clockMillis;
  private final Runnable onDrained;
  private final Runnable onEnd;
  private final Queue<SseFrame> queue = new ArrayDeque<>();
  private int queuedBytes;
  private boolean flushScheduled;
  private boolean writing;
  private boolean ending;
  private boolean closed;
  private long writtenMillis;

  /// @param sink writes bytes and, if its flag is true, ends the response; completes when the bytes
  ///   are passed to the network
  /// @param afterTick runs a task after the current event loop tick
  /// @param clockMillis monotonic clock
  /// @param onDrained runs when a write completes and the queue is empty
  /// @param onEnd runs after the last write succeeded or failed
  SseWriter(
      BiFunction<Buffer, Boolean, Future<Void>> sink,
      Consumer<Runnable> afterTick,
      LongSupplier clockMillis,
      Runnable onDrained,
      Runnable onEnd) {
    this.sink = sink;
    this.afterTick = afterTick;
    this.clockMillis = clockMillis;
    this.onDrained = onDrained;
    this.onEnd = onEnd;
    this.writtenMillis = clockMillis.getAsLong();
  }

  /// Returns whether the queue has capacity for a frame. An empty queue accepts a frame of any
  /// size.
  boolean canAccept(SseFrame frame) {
    return queue.isEmpty()
        || queue.size() < FRAMES_MAX && queuedBytes + frame.length() <= BYTES_MAX;
  }

  /// Returns whether the queue is less than half full, so that optional frames may be added.
  boolean hasSpareCapacity() {
    return queue.size() < FRAMES_MAX / 2 && queuedBytes < BYTES_MAX / 2;
  }

  /// Queues a frame; it is written at the end of this event loop tick.
  void add(SseFrame frame) {
    if (closed || ending) {
      return;
    }
    queue.add(frame);
    queuedBytes += frame.length();
    ending = frame.isLast();
    scheduleFlush();
  }

  /// Ends the response after the queued frames.
  void end() {
    if (!closed && !ending) {
      ending = true;
      scheduleFlush();
    }
  }

  /// Discards the queue and ends the response with one frame, which a stalled reader may not
  /// receive.
  void discardAndEndWith(SseFrame frame) {
    queue.clear();
    queuedBytes = 0;
    ending = true;
    sink.apply(frame.bytes(), true);
  }

  /// Discards the queue after the reader has disconnected.
  void close() {
    closed = true;
    queue.clear();
    queuedBytes = 0;
  }

  /// Returns how long the current write has been pending, 0 without one.
  long stalledMillis() {
    return writing ? clockMillis.getAsLong() - writtenMillis : 0;
  }

  /// Returns how long nothing has been written or queued.
  long idleMillis() {
    return writing || !queue.isEmpty() ? 0 : clockMillis.getAsLong() - writtenMillis;
  }

  int queuedBytes() {
    return queuedBytes;
  }

  /// Defers the write, so that all frames of a tick are sent in one.
  private void scheduleFlush() {
    if (!flushScheduled) {
      flushScheduled = true;
      afterTick.accept(this::flush);
    }
  }

  /// Writes all queued frames at once, unless a write is in flight.
  private void flush() {
    flushScheduled = false;
    if (writing || closed || queue.isEmpty() && !ending) {
      return;
    }
    writing = true;
    writtenMillis = clockMillis.getAsLong();
    var last = ending;
    sink.apply(drainQueue(), last).onComplete(result -> onWritten(last, result.succeeded()));
  }

  private Buffer drainQueue() {
    if (queue.size() == 1) {
      queuedBytes = 0;
      return queue.remove().bytes();
    }
    var combined = Buffer.buffer(queuedBytes);
    queue.forEach(frame -> combined.appendBuffer(frame.bytes()));
    queue.clear();
    queuedBytes = 0;
    return combined;
  }

  private void onWritten(boolean last, boolean succeeded) {
    writing = false;
    writtenMillis = clockMillis.getAsLong();
    if (last || !succeeded) {
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
