package dev.loom.engine.replay;

import dev.loom.bus.Addresses;
import dev.loom.bus.Bus;
import dev.loom.bus.transcript.Transcript;
import dev.loom.contracts.config.BudgetConfig;
import dev.loom.contracts.error.ServiceException;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.task.ExecuteCommand;
import dev.loom.contracts.task.SubmitTask;
import dev.loom.contracts.task.TaskCommand;
import dev.loom.contracts.transcript.TranscriptEntry;
import dev.loom.contracts.transcript.TranscriptException;
import dev.loom.engine.EngineVertx;
import dev.loom.orchestrator.OrchestratorVerticle;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// Replays a transcript for at most [#SECONDS_MAX] seconds.
public final class Replay {
  private static final long SECONDS_MAX = 60;
  private static final long CLOSE_SECONDS_MAX = 10;

  private final Transcript transcript;
  private final RecordedOrder order = new RecordedOrder();
  private final RecordedServices services;
  private final ReplayJournal journal = new ReplayJournal();

  private Replay(Transcript transcript) {
    this.transcript = transcript;
    this.services = new RecordedServices(transcript, order);
  }

  /// Runs the orchestrator against recorded services and compares the result with the recording.
  ///
  /// @throws TranscriptException if the transcript has no task or the orchestrator rejects the task
  public static ReplayReport run(Transcript transcript) throws InterruptedException {
    var replay = new Replay(transcript);
    long startNanos = System.nanoTime();
    var ended = replay.execute();
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos);
    return ReplayReport.compare(
        transcript.taskEnd().isEmpty(),
        RunTrace.from(transcript),
        RunTrace.from(replay.journal.events(), replay.services),
        ended,
        millis);
  }

  /// @return whether the task ended
  private boolean execute() throws InterruptedException {
    var recorded = transcript.taskInput();
    var vertx = EngineVertx.create();
    try {
      var bus = Bus.on(vertx);
      services.register(bus, journal);
      vertx
          .deployVerticle(
              new OrchestratorVerticle(
                  recorded.execution(),
                  BudgetConfig.defaults(),
                  recorded.verification(),
                  InstantSource.system()))
          .await();
      var task =
          bus.request(Addresses.TASK_SUBMIT, new SubmitTask(recorded.spec(), Optional.empty()))
              .taskId();
      var users = startUsers(bus, task);
      try {
        return journal.awaitEnd(SECONDS_MAX);
      } finally {
        users.interrupt();
      }
    } catch (ServiceException failure) {
      throw new TranscriptException(
          transcript.name() + " cannot be replayed: " + failure.getMessage());
    } finally {
      close(vertx);
    }
  }

  private Thread startUsers(Bus bus, TaskId task) {
    var inputs =
        transcript
            .entriesOf(TranscriptEntry.ReceivedInput.class)
            .sorted(Comparator.comparingLong(input -> input.order().asked()))
            .toList();
    return Thread.ofVirtual()
        .name("replay-users")
        .start(
            () -> {
              try {
                sendInputs(bus, task, inputs);
              } catch (InterruptedException ignored) {
                // The task ended before all inputs were sent.
              }
            });
  }

  /// Sends the recorded user inputs to the replayed task, each at its recorded position.
  private void sendInputs(Bus bus, TaskId task, List<TranscriptEntry.ReceivedInput> inputs)
      throws InterruptedException {
    for (var input : inputs) {
      order.await(input.order().asked());
      journal.awaitCount(input.afterEvents(), RecordedOrder.STALL_MILLIS);
      order.markDone(input.order().asked());
      try {
        bus.request(Addresses.TASK_COMMAND, new ExecuteCommand(task, withoutHash(input.said())));
      } catch (ServiceException failure) {
        // The recorded input may have failed too; any divergence shows in the task.
      }
      order.markDone(input.order());
    }
  }

  /// Returns the command without the hash of the action, which is another one if the replay
  /// diverges.
  private static TaskCommand withoutHash(TaskCommand command) {
    return command instanceof TaskCommand.ResolveApproval c
        ? new TaskCommand.ResolveApproval(c.subtaskId(), c.approved(), c.reason(), Optional.empty())
        : command;
  }

  private static void close(Vertx vertx) {
    try {
      vertx.close().await(CLOSE_SECONDS_MAX, TimeUnit.SECONDS);
    } catch (Exception failure) {
      System.getLogger(Replay.class.getName())
          .log(System.Logger.Level.WARNING, "The replay did not shut down cleanly", failure);
    }
  }
}
