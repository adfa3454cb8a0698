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
final class JournalCursor implements StreamSubscriber {
  /// How many events are read at a time.
  static final int PAGE_EVENTS_MAX = 128;

  /// How often in a row the journal may fail before the reader is sent away to come again.
  static final int FAILURES_MAX = 5;

  private static final long RETRY_MILLIS = 250;

  private final TaskId task;
  private final boolean taskFinished;
  private final Function<ReadEvents, Future<EventPage>> journal;
  private final RetryTimer timer;
  private final SseWriter writer;
  private State state = State.READING;
  private long seq;
  private long publishedSeq;
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
  JournalCursor(
      TaskId task,
      long seq,
      boolean taskFinished,
      Function<ReadEvents, Future<EventPage>> journal,
      RetryTimer timer,
      SseWriter writer) {
    this.task = task;
    this.seq = seq;
    this.taskFinished = taskFinished;
    this.journal = journal;
    this.timer = timer;
    this.writer = writer;
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
  public void onEvent(SseFrame frame) {
    publishedSeq = Math.max(publishedSeq, frame.seq());
    if (state != State.LIVE || frame.seq() <= seq) {
      return;
    }
    if (frame.seq() > seq + 1) {
      read();
    } else if (writer.canAccept(frame)) {
      write(frame);
    } else {
      state = State.FULL;
    }
  }

  @Override
  public void onToken(StreamedToken token, SseFrame frame) {
    if (state == State.LIVE && writer.hasSpareCapacity()) {
      writer.add(frame);
    }
  }

  @Override
  public void onDrained() {
    if (state == State.FULL) {
      read();
    }
  }

  private void read() {
    state = State.READING;
    journal
        .apply(new ReadEvents(task, seq, PAGE_EVENTS_MAX))
        .onComplete(this::accept, failure -> onFailure());
  }

  private void accept(EventPage page) {
    if (!page.entries().isEmpty()) {
      failures = 0;
    }
    for (var entry : page.entries()) {
      if (state != State.READING) {
        return;
      }
      if (entry.seq() > seq) {
        accept(SseFrame.of(entry));
      }
    }
    if (state != State.READING) {
      return;
    }
    if (page.entries().size() == PAGE_EVENTS_MAX) {
      read();
    } else if (seq >= publishedSeq) {
      failures = 0;
      onCaughtUp();
    } else if (page.entries().isEmpty()) {
      onFailure();
    } else {
      read();
    }
  }

  private void onCaughtUp() {
    if (taskFinished) {
      state = State.ENDED;
      writer.end();
    } else {
      state = State.LIVE;
    }
  }

  private void accept(SseFrame frame) {
    if (writer.canAccept(frame)) {
      write(frame);
    } else {
      state = State.FULL;
    }
  }

  private void write(SseFrame frame) {
    seq = frame.seq();
    writer.add(frame);
    if (frame.isLast()) {
      state = State.ENDED;
    }
  }

  /// The reader can always come again and go on where it was, so giving up loses nothing.
  private void onFailure() {
    if (state != State.READING) {
      return;
    }
    failures++;
    if (failures > FAILURES_MAX) {
      state = State.ENDED;
      writer.end();
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
