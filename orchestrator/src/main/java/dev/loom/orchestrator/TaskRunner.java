package dev.loom.orchestrator;

import dev.loom.bus.Addresses;
import dev.loom.bus.Bus;
import dev.loom.contracts.error.ServiceError;
import dev.loom.contracts.error.ServiceException;
import dev.loom.contracts.event.TaskEvent;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.journal.AppendEvents;
import dev.loom.contracts.journal.FindTask;
import dev.loom.contracts.task.ExecuteCommand;
import dev.loom.contracts.task.IdempotencyKey;
import dev.loom.contracts.task.TaskSnapshot;
import dev.loom.contracts.task.TaskStatus;
import dev.loom.orchestrator.core.Decision;
import dev.loom.orchestrator.core.Input;
import dev.loom.orchestrator.core.RequiredEffects;
import dev.loom.orchestrator.core.TaskCore;
import dev.loom.orchestrator.core.TaskEnvironment;
import dev.loom.orchestrator.core.TaskState;
import dev.loom.orchestrator.learn.ObservationExtractor;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Runs one task on a virtual thread that alone owns the task's state. Takes inputs, decides,
/// commits the events, then starts and cancels effects.
///
/// No effect starts before the events that require it are committed.
final class TaskRunner {
  /// The number of tries of the first append, for which the submitter waits.
  private static final int FIRST_APPEND_TRIES_MAX = 6;

  /// The number of tries of a later append: about a day at the longest backoff. After that the task
  /// is left for the next start of the engine.
  private static final int APPEND_TRIES_MAX = 17_280;

  /// The number of events after which a checkpoint is saved.
  static final int CHECKPOINT_EVENTS = 500;

  private static final int TRIES_PER_LOG = 12;

  private static final long BACKOFF_MILLIS_MAX = 5_000;

  private static final Logger LOG = System.getLogger(TaskRunner.class.getName());

  private final TaskId id;
  private final Optional<IdempotencyKey> idempotencyKey;
  private final Bus bus;
  private final TaskEnvironment environment;
  private final TaskCore core;
  private final InstantSource clock;
  private final TaskAdmission admission;
  private final Mailbox mailbox = new Mailbox();
  private final TaskEffects effects;
  private final Thread thread;

  private TaskState state;
  private Optional<TaskSnapshot> lastSnapshot = Optional.empty();
  private SlotState slot = SlotState.NONE;
  private boolean started;
  private boolean afterCrash;
  private long checkpointSeq;

  private enum SlotState {
    NONE,
    QUEUED,
    HELD
  }

  /// @param idempotencyKey the key that a new task was submitted with
  /// @param state [TaskState#NONE] for a new task, the replayed journal for a recovered one
  /// @param onEnd called when the thread ends, for whatever reason
  TaskRunner(
      TaskId id,
      Optional<IdempotencyKey> idempotencyKey,
      TaskState state,
      TaskEnvironment environment,
      TaskServices services,
      Runnable onEnd) {
    this.id = id;
    this.idempotencyKey = idempotencyKey;
    this.state = state;
    this.environment = environment;
    this.bus = services.bus();
    this.core = new TaskCore(environment, bus.secrets()::redact);
    this.clock = services.clock();
    this.admission = services.admission();
    this.effects = new TaskEffects(id, environment, services, mailbox::offer);
    this.thread =
        Thread.ofVirtual()
            .name("task-" + id)
            .unstarted(
                () -> {
                  try {
                    run();
                  } finally {
                    effects.cancelAll();
                    mailbox.close();
                    admission.release(this);
                    onEnd.run();
                  }
                });
  }

  Mailbox mailbox() {
    return mailbox;
  }

  /// @param isAfterCrash whether the task was recovered from a crash of the engine
  void start(boolean isAfterCrash) {
    afterCrash = isAfterCrash;
    thread.start();
  }

  /// Stops the thread and its effects without recording anything. The next engine continues from
  /// the journal.
  void detach() throws InterruptedException {
    thread.interrupt();
    thread.join();
  }

  private void run() {
    try {
      enqueueFirstInput();
      while (!state.status().isFinished()) {
        var envelopes = mailbox.take();
        var failure = notRecordedException();
        try {
          process(envelopes);
        } catch (ServiceException exception) {
          failure = exception;
          throw exception;
        } finally {
          // Fails the callers that have no reply by now.
          for (var envelope : envelopes) {
            envelope.reply().completeExceptionally(failure);
          }
        }
      }
    } catch (InterruptedException ignored) {
      LOG.log(Level.DEBUG, "Task {0} is left for the next start of the engine", id);
    } catch (ServiceException exception) {
      LOG.log(
          state.lastSeq() == 0 ? Level.DEBUG : Level.ERROR,
          "Task {0} cannot be recorded and is left for the next start of the engine: {1}",
          id,
          exception.getMessage());
      if (isPermanent(exception.error())) {
        recordFault("Its events could not be recorded: " + exception.getMessage());
      }
    } catch (RuntimeException exception) {
      LOG.log(Level.ERROR, "Internal fault in task " + id, exception);
      recordFault("An internal fault ended this task. The engine's log has the details.");
    }
  }

  /// A recovered task waits for a slot, unless it waits for the user or is paused.
  private void enqueueFirstInput() {
    if (state.lastSeq() > 0) {
      if (state.isRunnable()) {
        requestSlot();
      } else {
        mailbox.offer(firstInput(afterCrash));
      }
    }
  }

  private void requestSlot() {
    slot = SlotState.QUEUED;
    var spec = state.spec().orElseThrow();
    var firstInput = firstInput(afterCrash && !started);
    admission.request(this, spec.workspace(), spec.priority(), () -> mailbox.offer(firstInput));
  }

  private Input firstInput(boolean isAfterCrash) {
    return state.status() == TaskStatus.PENDING
        ? new Input.Admitted()
        : new Input.Recovered(isAfterCrash);
  }

  private static ServiceException notRecordedException() {
    return ServiceException.failed(
        "The request could not be recorded and has no effect. Try again.", true);
  }

  private void process(List<Mailbox.Envelope> envelopes) throws InterruptedException {
    var now = clock.instant().truncatedTo(ChronoUnit.MICROS); // as finely as the journal keeps it
    var before = state;
    var next = state;
    var events = new ArrayList<TaskEvent.Recorded>();
    var replies = new ArrayList<Runnable>();
    for (var envelope : envelopes) {
      envelope.effect().ifPresent(effects::onResult);
      if (isFirstInput(envelope.input())) {
        started = true;
        slot = slot == SlotState.QUEUED ? SlotState.HELD : slot;
      }
      var decision = core.decide(next, envelope.input(), now);
      next = decision.state();
      events.addAll(decision.events());
      replies.add(reply(envelope, decision));
    }
    if (!events.isEmpty()) {
      commit(before, next, events, now);
    }
    state = next;
    replies.forEach(Runnable::run);
    saveCheckpoint();
    updateSlot();
    if (started) {
      effects.reconcile(state, RequiredEffects.compute(state, environment.execution()));
      if (effects.isIdle() && state.isRunnable() && slot == SlotState.HELD) {
        throw new IllegalStateException("a running task requires no effects");
      }
    }
  }

  private void saveCheckpoint() {
    if (state.lastSeq() - checkpointSeq >= CHECKPOINT_EVENTS && !state.status().isFinished()) {
      checkpointSeq = state.lastSeq();
      TaskLoader.saveCheckpoint(bus, id, state);
    }
  }

  private Runnable reply(Mailbox.Envelope envelope, Decision decision) {
    if (decision.error().isPresent()) {
      var exception = decision.error().get();
      return () -> envelope.reply().completeExceptionally(exception);
    }
    var result =
        new ExecuteCommand.Executed(id, decision.state().status(), !decision.events().isEmpty());
    return () -> envelope.reply().complete(result);
  }

  private static boolean isFirstInput(Input input) {
    return input instanceof Input.Admitted || input instanceof Input.Recovered;
  }

  /// A task that is paused or waits for the user releases its slot. When it continues, it gets one
  /// without waiting, unless it is still pending.
  private void updateSlot() {
    if (!state.isRunnable()) {
      admission.release(this);
      slot = SlotState.NONE;
    } else if (slot == SlotState.NONE && state.status() == TaskStatus.PENDING) {
      requestSlot();
    } else if (slot == SlotState.NONE) {
      admission.admitImmediately(this, state.spec().orElseThrow().workspace());
      slot = SlotState.HELD;
      if (!started) {
        mailbox.offer(firstInput(false));
      }
    }
  }

  private void commit(
      TaskState before, TaskState after, List<TaskEvent.Recorded> events, Instant now)
      throws InterruptedException {
    var snapshot = TaskProjection.project(id, after, now);
    var isChanged = lastSnapshot.isEmpty() || TaskProjection.differs(lastSnapshot.get(), snapshot);
    var isFirst = before.lastSeq() == 0;
    appendWithRetry(
        new AppendEvents(
            id,
            bus.engine(),
            before.lastSeq() + 1,
            now,
            events,
            isChanged ? Optional.of(snapshot) : Optional.empty(),
            isFirst ? idempotencyKey : Optional.empty(),
            after.status().isFinished() ? ObservationExtractor.observe(after) : List.of()),
        isFirst ? FIRST_APPEND_TRIES_MAX : APPEND_TRIES_MAX);
    if (isChanged) {
      lastSnapshot = Optional.of(snapshot);
      DecisionNotifier.publish(
          bus, id, TaskProjection.pendingDecisions(before), snapshot.interaction().waitingFor());
    }
  }

  /// The storage may be full or overloaded. The append is idempotent, so it can be repeated.
  private void appendWithRetry(AppendEvents append, int triesMax) throws InterruptedException {
    for (int tryNumber = 1; ; tryNumber++) {
      try {
        bus.request(Addresses.JOURNAL_APPEND, append);
        return;
      } catch (ServiceException exception) {
        if (!exception.error().retryable() || tryNumber == triesMax) {
          if (isAlreadyRecorded(append)) {
            return;
          }
          throw exception;
        }
        if (tryNumber % TRIES_PER_LOG == 0) {
          LOG.log(
              Level.WARNING,
              "Task {0} waits because its events cannot be recorded: {1}",
              id,
              exception.getMessage());
        }
        Thread.sleep(Math.min(BACKOFF_MILLIS_MAX, 50L << Math.min(tryNumber, 10)));
      }
    }
  }

  /// The first append may have been committed although it failed. A task whose submission is
  /// rejected must not run after a restart, so the journal is checked first.
  private boolean isAlreadyRecorded(AppendEvents append) throws InterruptedException {
    try {
      return append.firstSeq() == 1
          && bus.request(Addresses.TASK_FIND, new FindTask(id)).lastSeq() >= append.lastSeq();
    } catch (ServiceException ignored) {
      return false;
    }
  }

  /// A conflict means that another engine continues the task.
  private boolean isPermanent(ServiceError error) {
    return error.code() == ServiceError.Code.FAILED && !error.retryable() && state.lastSeq() > 0;
  }

  /// A broken invariant, or an event that the database does not accept, fails this task, not the
  /// engine.
  private void recordFault(String reason) {
    try {
      var now = clock.instant();
      var decision = core.decide(state, new Input.InternalFault(reason), now);
      commit(state, decision.state(), decision.events(), now);
    } catch (RuntimeException | InterruptedException exception) {
      LOG.log(Level.ERROR, "The end of task " + id + " could not be recorded", exception);
    }
  }
}
