package dev.loom.orchestrator;

import dev.loom.contracts.Addresses;
import dev.loom.contracts.bus.Bus;
import dev.loom.contracts.bus.Refusal;
import dev.loom.contracts.bus.RefusedException;
import dev.loom.contracts.event.TaskEvent;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.journal.AppendEvents;
import dev.loom.contracts.task.TaskControlled;
import dev.loom.contracts.task.TaskSnapshot;
import dev.loom.orchestrator.core.Input;
import dev.loom.orchestrator.core.Outstanding;
import dev.loom.orchestrator.core.Rules;
import dev.loom.orchestrator.core.TaskCore;
import dev.loom.orchestrator.core.TaskState;
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
  /// How often an append is tried before the task is left for the next start of the engine.
  private static final int APPEND_TRIES_MAX = 20;

  private static final long APPEND_PAUSE_MILLIS_MAX = 5_000;
  private static final Logger LOG = System.getLogger(TaskShell.class.getName());

  private final TaskId id;
  private final Bus bus;
  private final Rules rules;
  private final TaskCore core;
  private final InstantSource clock;
  private final Mailbox mailbox;
  private final Work work;
  private final Thread thread;
  private TaskState state;
  private Optional<TaskSnapshot> told = Optional.empty();
  private boolean begun;

  /// @param state what is known already: nothing for a new task, the fold of its journal for an old
  ///   one
  /// @param ended called when the thread ends, whatever the reason
  TaskShell(
      TaskId id,
      TaskState state,
      Rules rules,
      Bus bus,
      InstantSource clock,
      Mailbox mailbox,
      Work work,
      Runnable ended) {
    this.id = id;
    this.state = state;
    this.rules = rules;
    this.core = new TaskCore(rules);
    this.bus = bus;
    this.clock = clock;
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
      while (!state.status().isFinished()) {
        var letters = mailbox.take();
        try {
          live(letters);
        } finally {
          // Whoever was not answered by now never will be.
          letters.forEach(letter -> letter.reply().completeExceptionally(unrecorded()));
        }
      }
    } catch (InterruptedException leaving) {
      LOG.log(Level.DEBUG, "Task {0} is left for the next start", id);
    } catch (RefusedException unrecorded) {
      LOG.log(
          Level.ERROR,
          "Task {0} cannot be recorded and is left for the next start: {1}",
          id,
          unrecorded.getMessage());
    } catch (RuntimeException fault) {
      LOG.log(Level.ERROR, "A fault in task " + id, fault);
      endBroken();
    }
  }

  private static RefusedException unrecorded() {
    return Refusal.failed("It could not be recorded, so it did not happen.", true).asException();
  }

  private void live(List<Mailbox.Letter> letters) throws InterruptedException {
    var now = clock.instant().truncatedTo(ChronoUnit.MICROS); // as finely as the journal keeps it
    var before = state;
    var next = state;
    var events = new ArrayList<TaskEvent.Recorded>();
    var replies = new ArrayList<Runnable>();
    for (var letter : letters) {
      work.finished(letter.input());
      begun |= isBeginning(letter.input());
      var decision = core.decide(next, letter.input(), now);
      next = decision.state();
      events.addAll(decision.events());
      var changed = !decision.events().isEmpty();
      var status = next.status();
      replies.add(() -> letter.reply().complete(new TaskControlled(id, status, changed)));
    }
    if (!events.isEmpty()) {
      record(before, next, events, now);
    }
    state = next;
    replies.forEach(Runnable::run);
    if (begun) {
      work.match(state, Outstanding.of(state, rules.execution()));
      if (work.isNothing() && !state.status().isFinished()) {
        throw new IllegalStateException("the task has nothing left to wait for");
      }
    }
  }

  private static boolean isBeginning(Input input) {
    return input instanceof Input.Begun || input instanceof Input.Recovered;
  }

  private void record(
      TaskState before, TaskState after, List<TaskEvent.Recorded> events, Instant now)
      throws InterruptedException {
    var snapshot = Projection.of(id, after, now);
    var news = told.isEmpty() || Projection.differs(told.get(), snapshot);
    append(
        new AppendEvents(
            id,
            before.lastSeq() + 1,
            now,
            events,
            news ? Optional.of(snapshot) : Optional.empty()));
    if (news) {
      told = Optional.of(snapshot);
    }
  }

  /// The disk may be full, or the writer busy: the very same append may be asked again.
  private void append(AppendEvents append) throws InterruptedException {
    for (int tries = 1; ; tries++) {
      try {
        bus.ask(Addresses.JOURNAL_APPEND, append);
        return;
      } catch (RefusedException refused) {
        if (!refused.refusal().retryable() || tries == APPEND_TRIES_MAX) {
          throw refused;
        }
        Thread.sleep(Math.min(APPEND_PAUSE_MILLIS_MAX, 50L << Math.min(tries, 10)));
      }
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
