package dev.loom.engine.replay;

import dev.loom.contracts.Addresses;
import dev.loom.contracts.bus.Bus;
import dev.loom.contracts.bus.ServiceException;
import dev.loom.contracts.config.BudgetConfig;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.task.SubmitTask;
import dev.loom.contracts.transcript.TranscriptEntry;
import dev.loom.contracts.transcript.Transcript;
import dev.loom.contracts.transcript.TranscriptException;
import dev.loom.engine.EngineVertx;
import dev.loom.orchestrator.OrchestratorVerticle;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.concurrent.TimeUnit;

/// Replays transcripts.
public final class Replay {
  private static final long SECONDS_MAX = 60;
  private static final long CLOSE_SECONDS_MAX = 10;

  private final Transcript transcript;
  private final RecordedOrder order = new RecordedOrder();
  private final RecordedWorld world;
  private final ReplayJournal journal = new ReplayJournal();

  private Replay(Transcript transcript) {
    this.transcript = transcript;
    this.world = new RecordedWorld(transcript, order);
  }

  /// Runs the present engine over the recorded world, and compares.
  ///
  /// @throws TranscriptException when the transcript does not say what the task was
  public static Comparison of(Transcript transcript) throws InterruptedException {
    var replay = new Replay(transcript);
    long began = System.nanoTime();
    var ended = replay.run();
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
    return Comparison.of(
        transcript.taskEnd().isEmpty(),
        Story.of(transcript),
        Story.of(replay.journal.events(), replay.world),
        ended,
        millis);
  }

  /// @return whether it came to an end
  private boolean run() throws InterruptedException {
    var given = transcript.taskInput();
    var vertx = EngineVertx.open();
    try {
      vertx.deployVerticle(new RecordedWorldVerticle(world, journal)).await();
      vertx
          .deployVerticle(
              new OrchestratorVerticle(
                  given.execution(),
                  BudgetConfig.defaults(),
                  given.verification(),
                  InstantSource.system(),
                  true))
          .await();
      var bus = Bus.on(vertx);
      var task = bus.request(Addresses.TASK_SUBMIT, new SubmitTask(given.spec())).taskId();
      var people = people(bus, task);
      try {
        return journal.awaitEnd(SECONDS_MAX);
      } finally {
        people.interrupt();
      }
    } catch (ServiceException refused) {
      throw new TranscriptException(
          transcript.name() + " cannot be replayed: " + refused.getMessage());
    } finally {
      close(vertx);
    }
  }

  private Thread people(Bus bus, TaskId task) {
    var words =
        transcript
            .entriesOf(TranscriptEntry.ReceivedInput.class)
            .sorted(Comparator.comparingLong(word -> word.order().asked()))
            .toList();
    return Thread.ofVirtual()
        .name("people")
        .start(
            () -> {
              try {
                new RecordedPeople(bus, task, order, journal).say(words);
              } catch (InterruptedException over) {
                // The task has ended without the rest.
              }
            });
  }

  private static void close(Vertx vertx) {
    try {
      vertx.close().await(CLOSE_SECONDS_MAX, TimeUnit.SECONDS);
    } catch (Exception late) {
      System.getLogger(Replay.class.getName())
          .log(System.Logger.Level.WARNING, "A replay did not close in order", late);
    }
  }
}
