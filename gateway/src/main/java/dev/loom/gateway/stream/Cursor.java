package dev.loom.gateway.stream;

import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.journal.EventPage;
import dev.loom.contracts.journal.ReadEvents;
import io.vertx.core.Future;
import java.util.function.Function;

/// Where one reader stands in a task's journal, and what it gets next.
///
/// It reads page by page until nothing is missing, and takes live events only where they continue
/// what it has. A live event that comes during a page, or finds no room, or leaves a gap, is not
/// kept: that it was heard of is enough to read the journal again. Belongs to one event loop.
final class Cursor {
  /// How many events are read at a time.
  static final int PAGE_EVENTS_MAX = 128;

  /// How often in a row the journal may fail before the reader is sent away to come again.
  static final int FAILURES_MAX = 5;

  private static final long RETRY_MILLIS = 250;

  private final TaskId task;
  private final Function<ReadEvents, Future<EventPage>> journal;
  private final RetryTimer timer;
  private final Outlet outlet;
  private State state = State.READING;
  private long seq;
  private long heardSeq;
  private int failures;

  private enum State {
    /// A page is on its way, or will be asked for by a timer.
    READING,
    /// Something is missing, and there was no room for it.
    FULL,
    /// Nothing recorded is missing.
    LIVE,
    /// Nothing more will be said.
    ENDED
  }

  /// Runs something after a while.
  @FunctionalInterface
  interface RetryTimer {
    void after(long millis, Runnable task);
  }

  /// @param seq the number of the last event that the reader has already
  Cursor(
      TaskId task,
      long seq,
      Function<ReadEvents, Future<EventPage>> journal,
      RetryTimer timer,
      Outlet outlet) {
    this.task = task;
    this.seq = seq;
    this.journal = journal;
    this.timer = timer;
    this.outlet = outlet;
  }

  /// The number of the last event that was handed out.
  long seq() {
    return seq;
  }

  /// Begins. Live events must be heard from before this on.
  void start() {
    read();
  }

  /// No more of anything.
  void stop() {
    state = State.ENDED;
  }

  /// An event was recorded just now.
  void heard(Frame frame) {
    heardSeq = Math.max(heardSeq, frame.seq());
    if (state != State.LIVE || frame.seq() <= seq) {
      return;
    }
    if (frame.seq() > seq + 1) {
      read();
    } else if (outlet.hasRoomFor(frame)) {
      handOut(frame);
    } else {
      state = State.FULL;
    }
  }

  /// A token came by.
  void heardToken(Frame frame) {
    if (state == State.LIVE && outlet.hasRoomToSpare()) {
      outlet.add(frame);
    }
  }

  /// The reader took everything.
  void emptied() {
    if (state == State.FULL) {
      read();
    }
  }

  private void read() {
    state = State.READING;
    journal
        .apply(new ReadEvents(task, seq, PAGE_EVENTS_MAX))
        .onComplete(this::take, refused -> failed());
  }

  private void take(EventPage page) {
    if (!page.entries().isEmpty()) {
      failures = 0;
    }
    for (var entry : page.entries()) {
      if (state != State.READING) {
        return;
      }
      if (entry.seq() > seq) {
        take(Frame.of(entry));
      }
    }
    if (state != State.READING) {
      return;
    }
    if (page.entries().size() == PAGE_EVENTS_MAX) {
      read();
    } else if (seq >= heardSeq) {
      failures = 0;
      state = State.LIVE;
    } else if (page.entries().isEmpty()) {
      failed();
    } else {
      read();
    }
  }

  private void take(Frame frame) {
    if (outlet.hasRoomFor(frame)) {
      handOut(frame);
    } else {
      state = State.FULL;
    }
  }

  private void handOut(Frame frame) {
    seq = frame.seq();
    outlet.add(frame);
    if (frame.isLast()) {
      state = State.ENDED;
    }
  }

  /// The reader can always come again and go on where it was, so giving up loses nothing.
  private void failed() {
    if (state != State.READING) {
      return;
    }
    failures++;
    if (failures > FAILURES_MAX) {
      state = State.ENDED;
      outlet.end();
    } else {
      timer.after(RETRY_MILLIS << failures, this::readAgain);
    }
  }

  private void readAgain() {
    if (state == State.READING) {
      read();
    }
  }
}
