package dev.loom.gateway.stream;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.BiFunction;

/// The way out to one reader: a ring of bounded size and at most one write under way. What comes
/// while a write is under way goes out together in the next one, so a fast reader gets single
/// events and a slow one large pieces. Belongs to one event loop.
final class Outlet {
  /// The most that may wait for one reader.
  static final int FRAMES_MAX = 256;

  static final int BYTES_MAX = 256 * 1024;

  private final BiFunction<Buffer, Boolean, Future<Void>> wire;
  private final TurnEnd turnEnd;
  private final Runnable whenEmpty;
  private final Runnable whenEnded;
  private final Queue<Frame> ring = new ArrayDeque<>();
  private int ringBytes;
  private boolean writing;
  private boolean last;
  private boolean closed;
  private long writtenMillis;

  /// @param wire writes bytes, and ends the response with them when told so; the future comes when
  ///   the reader's side took them
  /// @param whenEmpty runs when everything was taken
  /// @param whenEnded runs once the last frame was taken, or could not be
  Outlet(
      BiFunction<Buffer, Boolean, Future<Void>> wire,
      TurnEnd turnEnd,
      Runnable whenEmpty,
      Runnable whenEnded) {
    this.wire = wire;
    this.turnEnd = turnEnd;
    this.whenEmpty = whenEmpty;
    this.whenEnded = whenEnded;
    this.writtenMillis = turnEnd.nowMillis();
  }

  /// Whether a frame fits. A single one always does, however large.
  boolean hasRoomFor(Frame frame) {
    return ring.isEmpty() || ring.size() < FRAMES_MAX && ringBytes + frame.length() <= BYTES_MAX;
  }

  /// Whether the reader keeps up so well that it can have what it could also do without.
  boolean hasRoomToSpare() {
    return ring.size() < FRAMES_MAX / 2 && ringBytes < BYTES_MAX / 2;
  }

  /// Takes a frame; it goes out at the end of this turn of the event loop.
  void add(Frame frame) {
    if (closed || last) {
      return;
    }
    ring.add(frame);
    ringBytes += frame.length();
    last = frame.isLast();
    turnEnd.flush(this);
  }

  /// Ends the response after what waits, without a last word.
  void end() {
    if (!closed && !last) {
      last = true;
      turnEnd.flush(this);
    }
  }

  /// Drops what waits and ends with a frame, as far as the reader still takes anything.
  void endInsteadWith(Frame frame) {
    ring.clear();
    ringBytes = 0;
    last = true;
    wire.apply(frame.bytes(), true);
  }

  /// The reader is gone. What waits for it is let go.
  void close() {
    closed = true;
    ring.clear();
    ringBytes = 0;
  }

  /// How long the reader has taken nothing of what is offered to it.
  long stalledMillis() {
    return writing ? turnEnd.nowMillis() - writtenMillis : 0;
  }

  /// How long nothing was there to be said.
  long quietMillis() {
    return writing || !ring.isEmpty() ? 0 : turnEnd.nowMillis() - writtenMillis;
  }

  int waitingBytes() {
    return ringBytes;
  }

  /// Writes everything that waits in one piece, unless a write is under way.
  void flush() {
    if (writing || closed || ring.isEmpty() && !last) {
      return;
    }
    writing = true;
    writtenMillis = turnEnd.nowMillis();
    var ending = last;
    wire.apply(takeAll(), ending).onComplete(taken -> written(ending, taken.succeeded()));
  }

  private Buffer takeAll() {
    if (ring.size() == 1) {
      ringBytes = 0;
      return ring.remove().bytes();
    }
    var all = Buffer.buffer(ringBytes);
    ring.forEach(frame -> all.appendBuffer(frame.bytes()));
    ring.clear();
    ringBytes = 0;
    return all;
  }

  private void written(boolean ended, boolean taken) {
    writing = false;
    writtenMillis = turnEnd.nowMillis();
    if (ended || !taken) {
      close();
      whenEnded.run();
    } else if (!closed) {
      if (ring.isEmpty() && !last) {
        whenEmpty.run();
      } else {
        flush();
      }
    }
  }
}
