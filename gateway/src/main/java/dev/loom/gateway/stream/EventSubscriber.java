package dev.loom.gateway.stream;

import dev.loom.contracts.error.ServiceException;
import dev.loom.contracts.event.TaskEvent;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.journal.ReadEvents;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.function.Function;

/// Sends the journal of a task to one reader, from a start position through recorded events to live
/// events.
///
/// Reads page by page until no event is missing, and accepts a live event only if it directly
/// follows the last one sent. A live event that arrives during a page, exceeds the queue or leaves
/// a gap is dropped; its number triggers another read. A reader that starts after the end of a task
/// gets the events that follow the end, such as feedback. Confined to one event loop.
final class EventSubscriber implements StreamSubscriber {
  /// Events per page.
  static final int PAGE_EVENTS_MAX = 128;

  /// Limit of retries after consecutive failures. The next failure ends the stream.
  static final int RETRIES_MAX = 5;

  private static final long RETRY_MILLIS = 250;

  private final TaskId task;
  private final boolean taskFinished;
  private final Function<ReadEvents, Future<ReadEvents.Page>> journal;
  private final RetryTimer timer;
  private final SseWriter writer;
  private State state = State.READING;
  private long seq;
  private long publishedSeq;
  private int failures;

  private enum State {
    /// A page is being read, or a retry is scheduled.
    READING,
    /// Events are missing because the queue was full.
    FULL,
    /// All recorded events are sent.
    LIVE,
    /// The stream has ended.
    ENDED
  }

  /// Runs a task after a delay.
  @FunctionalInterface
  interface RetryTimer {
    void after(long millis, Runnable task);
  }

  /// @param seq number of the last event the reader has
  /// @param taskFinished whether the task has ended, so that no live event is expected
  EventSubscriber(
      TaskId task,
      long seq,
      boolean taskFinished,
      Function<ReadEvents, Future<ReadEvents.Page>> journal,
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
  public void onTransient(TaskEvent.Transient event, SseFrame frame) {
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
        .onComplete(this::accept, this::onReadFailure);
  }

  private void accept(ReadEvents.Page page) {
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

  /// Ends the stream with the reason if a repetition cannot help.
  private void onReadFailure(Throwable failure) {
    if (state == State.READING
        && failure instanceof ServiceException exception
        && !exception.error().retryable()) {
      state = State.ENDED;
      writer.add(SseFrame.ofUnreadable(task, seq, exception.error().detail(), Instant.now()));
    } else {
      onFailure();
    }
  }

  /// Retries the read, or ends the stream after too many failures; the client can then reconnect
  /// and resume.
  private void onFailure() {
    if (state != State.READING) {
      return;
    }
    failures++;
    if (failures > RETRIES_MAX) {
      state = State.ENDED;
      writer.end();
    } else {
      timer.after(RETRY_MILLIS << failures, this::retryRead);
    }
  }

  private void retryRead() {
    if (state == State.READING) {
      read();
    }
  }
}
