package dev.loom.orchestrator;

import dev.loom.contracts.Addresses;
import dev.loom.contracts.bus.Bus;
import dev.loom.contracts.bus.ServiceError;
import dev.loom.contracts.bus.ServiceException;
import dev.loom.contracts.event.TaskEvent;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.journal.AppendEvents;
import dev.loom.contracts.journal.FindTask;
import dev.loom.contracts.task.IdempotencyKey;
import dev.loom.contracts.task.TaskCommandResult;
import dev.loom.contracts.task.TaskSnapshot;
import dev.loom.contracts.task.TaskStatus;
import dev.loom.orchestrator.core.Decision;
import dev.loom.orchestrator.core.Input;
import dev.loom.orchestrator.core.Outstanding;
import dev.loom.orchestrator.core.Rules;
import dev.loom.orchestrator.core.TaskCore;
import dev.loom.orchestrator.core.TaskState;
import dev.loom.orchestrator.learn.Learner;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Carries one task through its life, on one virtual thread that alone owns its state: take what
/// came, decide, record, then start and stop work until what runs is what the state calls for.
///
/// Nothing is started before the events that call for it are on disk.
final class TaskShell {
  /// How often the append that accepts a task is tried: somebody waits for it.
  private static final int ACCEPT_TRIES_MAX = 6;

  /// How often another append is tried before the task is left for the next start of the engine: a
  /// day at the longest pause.
  private static final int APPEND_TRIES_MAX = 17_280;

  private static final int APPEND_TRIES_LOGGED = 12;

  private static final long APPEND_PAUSE_MILLIS_MAX = 5_000;

  private static final Logger LOG = System.getLogger(TaskShell.class.getName());

  private final TaskId id;
  private final Optional<IdempotencyKey> submission;
  private final Bus bus;
  private final Rules rules;
  private final TaskCore core;
  private final InstantSource clock;
  private final Slots slots;
  private final Mailbox mailbox;
  private final Work work;
  private final Thread thread;

  private TaskState state;
  private Optional<TaskSnapshot> told = Optional.empty();
  private Turn turn = Turn.NONE;
  private boolean opened;

  /// Whether the task is one of those that are worked on.
  private enum Turn {
    NONE,
    IN_LINE,
    HELD
  }

  /// @param submission the key that a new task was handed in under
  /// @param state what is known already: nothing for a new task, the fold of its journal for an old
  ///   one
  /// @param ended called when the thread ends, whatever the reason
  TaskShell(
      TaskId id,
      Optional<IdempotencyKey> submission,
      TaskState state,
      Rules rules,
      Bus bus,
      InstantSource clock,
      Slots slots,
      Mailbox mailbox,
      Work work,
      Runnable ended) {
    this.id = id;
    this.submission = submission;
    this.state = state;
    this.rules = rules;
    this.core = new TaskCore(rules);
    this.bus = bus;
    this.clock = clock;
    this.slots = slots;
    this.mailbox = mailbox;
    this.work = work;
    this.thread =
        Thread.ofVirtual()
            .name("task-" + id)
            .unstarted(
                () -> {
                  try {
                    run();
                  } finally {
                    work.stopAll();
                    mailbox.close();
                    slots.release(this);
                    ended.run();
                  }
                });
  }

  TaskId id() {
    return id;
  }

  Mailbox mailbox() {
    return mailbox;
  }

  void start() {
    thread.start();
  }

  /// Ends the thread and its work without recording anything; the next engine goes on from the
  /// journal.
  void leave() throws InterruptedException {
    thread.interrupt();
    thread.join();
  }

  private void run() {
    try {
      pickUp();
      while (!state.status().isFinished()) {
        var letters = mailbox.take();
        var answer = unrecorded();
        try {
          live(letters);
        } catch (ServiceException refused) {
          answer = refused;
          throw refused;
        } finally {
          // Whoever was not answered by now never will be.
          for (var letter : letters) {
            letter.reply().completeExceptionally(answer);
          }
        }
      }
    } catch (InterruptedException leaving) {
      LOG.log(Level.DEBUG, "Task {0} is left for the next start", id);
    } catch (ServiceException unrecorded) {
      LOG.log(
          state.lastSeq() == 0 ? Level.DEBUG : Level.ERROR,
          "Task {0} cannot be recorded and is left for the next start: {1}",
          id,
          unrecorded.getMessage());
    } catch (RuntimeException fault) {
      LOG.log(Level.ERROR, "A fault in task " + id, fault);
      endBroken();
    }
  }

  /// An old task goes on when it is its turn; one that waits for a person needs none for that.
  private void pickUp() {
    if (state.lastSeq() > 0) {
      if (state.isWorkable()) {
        getInLine();
      } else {
        mailbox.offer(opening());
      }
    }
  }

  private void getInLine() {
    turn = Turn.IN_LINE;
    var spec = state.spec().orElseThrow();
    var opening = opening();
    slots.request(this, spec.workspace(), spec.priority(), () -> mailbox.offer(opening));
  }

  private Input opening() {
    return state.status() == TaskStatus.PENDING ? new Input.Begun() : new Input.Recovered();
  }

  private static ServiceException unrecorded() {
    return ServiceError.failed("It could not be recorded, so it did not happen.", true).toException();
  }

  private void live(List<Mailbox.Letter> letters) throws InterruptedException {
    var now = clock.instant().truncatedTo(ChronoUnit.MICROS); // as finely as the journal keeps it
    var before = state;
    var next = state;
    var events = new ArrayList<TaskEvent.Recorded>();
    var replies = new ArrayList<Runnable>();
    for (var letter : letters) {
      work.finished(letter.input());
      if (isOpening(letter.input())) {
        opened = true;
        turn = turn == Turn.IN_LINE ? Turn.HELD : turn;
      }
      var decision = core.decide(next, letter.input(), now);
      next = decision.state();
      events.addAll(decision.events());
      replies.add(reply(letter, decision));
    }
    if (!events.isEmpty()) {
      record(before, next, events, now);
    }
    state = next;
    replies.forEach(Runnable::run);
    keepTurn();
    if (opened) {
      work.match(state, Outstanding.of(state, rules.execution()));
      if (work.isNothing() && state.isWorkable() && turn == Turn.HELD) {
        throw new IllegalStateException("the task has nothing left to wait for");
      }
    }
  }

  private Runnable reply(Mailbox.Letter letter, Decision decision) {
    if (decision.refusal().isPresent()) {
      var refused = decision.refusal().get().toException();
      return () -> letter.reply().completeExceptionally(refused);
    }
    var done = new TaskCommandResult(id, decision.state().status(), !decision.events().isEmpty());
    return () -> letter.reply().complete(done);
  }

  private static boolean isOpening(Input input) {
    return input instanceof Input.Begun || input instanceof Input.Recovered;
  }

  /// A task that waits for a person leaves its place to another. When it goes on it does so at
  /// once, unless it never began.
  private void keepTurn() {
    if (!state.isWorkable()) {
      slots.release(this);
      turn = Turn.NONE;
    } else if (turn == Turn.NONE && state.status() == TaskStatus.PENDING) {
      getInLine();
    } else if (turn == Turn.NONE) {
      slots.enter(this, state.spec().orElseThrow().workspace());
      turn = Turn.HELD;
      if (!opened) {
        mailbox.offer(opening());
      }
    }
  }

  private void record(
      TaskState before, TaskState after, List<TaskEvent.Recorded> events, Instant now)
      throws InterruptedException {
    var snapshot = Projection.of(id, after, now);
    var news = told.isEmpty() || Projection.differs(told.get(), snapshot);
    var isFirst = before.lastSeq() == 0;
    append(
        new AppendEvents(
            id,
            before.lastSeq() + 1,
            now,
            events,
            news ? Optional.of(snapshot) : Optional.empty(),
            isFirst ? submission : Optional.empty(),
            after.status().isFinished() ? Learner.of(after) : List.of()),
        isFirst ? ACCEPT_TRIES_MAX : APPEND_TRIES_MAX);
    if (news) {
      told = Optional.of(snapshot);
    }
  }

  /// The disk may be full, or the writer busy: the very same append may be asked again.
  private void append(AppendEvents append, int triesMax) throws InterruptedException {
    for (int tries = 1; ; tries++) {
      try {
        bus.request(Addresses.JOURNAL_APPEND, append);
        return;
      } catch (ServiceException refused) {
        if (!refused.error().retryable() || tries == triesMax) {
          if (isAcceptedAllTheSame(append)) {
            return;
          }
          throw refused;
        }
        if (tries % APPEND_TRIES_LOGGED == 0) {
          LOG.log(
              Level.WARNING,
              "Task {0} waits until it can be recorded: {1}",
              id,
              refused.getMessage());
        }
        Thread.sleep(Math.min(APPEND_PAUSE_MILLIS_MAX, 50L << Math.min(tries, 10)));
      }
    }
  }

  /// A store may have written what it said it did not. A task that is refused must not run after
  /// the next start, so it is looked for before it is given up.
  private boolean isAcceptedAllTheSame(AppendEvents append) throws InterruptedException {
    try {
      return append.firstSeq() == 1
          && bus.request(Addresses.TASK_FIND, new FindTask(id)).lastSeq() >= append.lastSeq();
    } catch (ServiceException notThere) {
      return false;
    }
  }

  /// A broken invariant ends this task, not the engine.
  private void endBroken() {
    try {
      var now = clock.instant();
      var reason = "A fault inside Loom ended this task; the log has its details.";
      var decision = core.decide(state, new Input.Broken(reason), now);
      record(state, decision.state(), decision.events(), now);
    } catch (RuntimeException | InterruptedException again) {
      LOG.log(Level.ERROR, "The end of task " + id + " could not be recorded", again);
    }
  }
}
