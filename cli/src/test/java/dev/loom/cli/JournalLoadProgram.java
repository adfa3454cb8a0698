package dev.loom.cli;

import dev.loom.bus.Addresses;
import dev.loom.bus.Bus;
import dev.loom.contracts.event.TaskEvent;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.journal.AppendEvents;
import dev.loom.contracts.task.Budget;
import dev.loom.contracts.task.TaskSnapshot;
import dev.loom.contracts.task.TaskSpec;
import dev.loom.contracts.task.TaskStatus;
import dev.loom.memory.MemoryVerticle;
import io.vertx.core.Vertx;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/// Program that appends to the memory verticle and prints each acknowledgement as a line `task
/// seq`. It runs until it is killed. A line on standard input closes the verticle; the end of
/// standard input ends the program.
final class JournalLoadProgram {
  private static final int APPENDERS = 6;
  private static final int EVENTS_PER_TASK = 40;

  /// Long enough to fill the write-ahead log, so that cuts also hit checkpoints.
  private static final int TEXT_CHARS_MAX = 60_000;

  /// One of this many events has a long text.
  private static final int TEXT_EVERY = 4;

  private final Bus bus;
  private final String name;
  private final FileOutputStream out = new FileOutputStream(FileDescriptor.out);

  private JournalLoadProgram(Bus bus, String name) {
    this.bus = bus;
    this.name = name;
  }

  /// @param arguments database, name of this run, seed, and `relaxed` for the injected fault
  public static void main(String[] arguments) throws Exception {
    if (arguments[3].equals("relaxed")) {
      RelaxedSyncDriver.replaceSqliteDriver();
    }
    var vertx = Vertx.vertx();
    vertx.deployVerticle(new MemoryVerticle(Path.of(arguments[0]), 2)).await();
    var load = new JournalLoadProgram(Bus.on(vertx), arguments[1]);
    var seeds = new Random(Long.parseLong(arguments[2]));
    for (int appender = 0; appender < APPENDERS; appender++) {
      var random = new Random(seeds.nextLong());
      int number = appender;
      Thread.ofVirtual().start(() -> load.append(number, random));
    }
    if (System.in.read() >= 0) {
      vertx.close().await();
    }
    Runtime.getRuntime().halt(0);
  }

  private void append(int appender, Random random) {
    try {
      for (int number = 1; ; number++) {
        var task = new TaskId(name + "-" + appender + "-" + number);
        for (long seq = 1; seq <= EVENTS_PER_TASK; ) {
          var append = next(task, seq, random);
          bus.request(Addresses.JOURNAL_APPEND, append);
          seq = append.lastSeq() + 1;
          say(task + " " + append.lastSeq() + "\n");
        }
      }
    } catch (InterruptedException | IOException | RuntimeException closed) {
      // Without a response there is no guarantee.
    }
  }

  private synchronized void say(String line) throws IOException {
    out.write(line.getBytes(StandardCharsets.UTF_8));
  }

  private AppendEvents next(TaskId task, long firstSeq, Random random) {
    var now = Instant.now();
    var events = new ArrayList<TaskEvent.Recorded>();
    for (int i = random.nextInt(3); i >= 0; i--) {
      events.add(new TaskEvent.TaskPlanning(text(random), 1));
    }
    return new AppendEvents(
        task,
        bus.engine(),
        firstSeq,
        now,
        events,
        firstSeq == 1 || random.nextBoolean() ? Optional.of(snapshot(task, now)) : Optional.empty(),
        Optional.empty(),
        List.of());
  }

  private static String text(Random random) {
    int length = random.nextInt(TEXT_EVERY) == 0 ? random.nextInt(TEXT_CHARS_MAX) : 100;
    var text = new StringBuilder(length);
    while (text.length() < length) {
      text.append(Long.toHexString(random.nextLong()));
    }
    return text.toString();
  }

  private static TaskSnapshot snapshot(TaskId task, Instant now) {
    return new TaskSnapshot(
        task,
        TaskStatus.EXECUTING,
        TaskSpec.create("goal of " + task, "/tmp"),
        new TaskSnapshot.Times(now, now, Optional.empty()),
        1,
        0,
        List.of(),
        TaskSnapshot.Result.NONE,
        Budget.NONE,
        TaskSnapshot.Interaction.NONE);
  }
}
