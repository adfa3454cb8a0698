package dev.loom.gateway.stream;

import dev.loom.contracts.event.StreamedToken;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.journal.EventPage;
import dev.loom.contracts.journal.ReadEvents;
import io.vertx.core.Future;
import java.util.function.Function;

/// Where one reader stands in a task's journal, and what it gets next.
///
/// It reads page by page until nothing is missing, and takes live events only where they continue
/// what it has. A live event that comes during a page, or finds no room, or leaves a gap, is not
/// kept: that it was heard of is enough to read the journal again. What happens to a task after its
/// end, such as feedback, is told to whoever comes after that end. Belongs to one event loop.
final class Cursor implements Watcher {
  /// How many events are read at a time.
  static final int PAGE_EVENTS_MAX = 128;

  /// How often in a row the journal may fail before the reader is sent away to come again.
  static final int FAILURES_MAX = 5;

  private static final long RETRY_MILLIS = 250;

  private final TaskId task;
  private final boolean over;
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
  /// @param over whether the task was over already, so that nothing live is waited for
  Cursor(
      TaskId task,
      long seq,
      boolean over,
      Function<ReadEvents, Future<EventPage>> journal,
      RetryTimer timer,
      Outlet outlet) {
    this.task = task;
    this.seq = seq;
    this.over = over;
    this.journal = journal;
    this.timer = timer;
    this.outlet = outlet;
  }

  @Override
  public long seq() {
    return seq;
  }

  @Override
  public void start() {
    read();
  }

  @Override
  public void stop() {
    state = State.ENDED;
  }

  @Override
  public void heard(Frame frame) {
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

  @Override
  public void heardToken(StreamedToken token, Frame frame) {
    if (state == State.LIVE && outlet.hasRoomToSpare()) {
      outlet.add(frame);
    }
  }

  @Override
  public void emptied() {
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
      caughtUp();
    } else if (page.entries().isEmpty()) {
      failed();
    } else {
      read();
    }
  }

  private void caughtUp() {
    if (over) {
      state = State.ENDED;
      outlet.end();
    } else {
      state = State.LIVE;
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
