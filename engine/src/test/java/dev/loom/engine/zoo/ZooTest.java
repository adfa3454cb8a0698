package dev.loom.engine.zoo;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Every beast is run with some seeds. `-Dzoo.runs=1200` runs so many in all, and `-Dzoo.seed`
/// other ones than the last time; the table of outcomes is printed when the number is given.
class ZooTest {
  /// Models are counted as dead after many failures in a row, so no engine sees too many of them.
  private static final int HERD_MAX = 250;

  @TempDir Path place;

  private static List<Beast> beasts() {
    return Stream.of(
            PlanBeasts.all(),
            CallBeasts.all(),
            LyingBeasts.all(),
            VerdictBeasts.all(),
            EndpointBeasts.all())
        .flatMap(List::stream)
        .toList();
  }

  @Test
  @Timeout(value = 30, unit = TimeUnit.MINUTES)
  void noModelIsBelievedThatDidNotDoItAndEveryFaultThatCanBeIsRecovered() throws Exception {
    var beasts = beasts();
    int runs = Integer.getInteger("zoo.runs", beasts.size());
    long seed = Long.getLong("zoo.seed", 1);
    var outcomes = new ArrayList<Outcome>();
    try (var faults = new ErrorLog()) {
      for (int from = 0; from < runs; from += HERD_MAX) {
        int to = Math.min(runs, from + HERD_MAX);
        outcomes.addAll(herd(beasts, from, to, seed));
      }
      assertEquals(List.of(), List.copyOf(faults.seen));
    }
    if (System.getProperty("zoo.runs") != null) {
      System.out.println(new Census(outcomes).table());
    }
    var problems = outcomes.stream().filter(each -> each.problem().isPresent()).toList();
    assertEquals(List.of(), problems, () -> lines(problems));
  }

  private List<Outcome> herd(List<Beast> beasts, int from, int to, long seed)
      throws IOException, InterruptedException {
    var keeper = new Keeper(place.resolve("herd-" + from));
    for (int run = from; run < to; run++) {
      keeper.add(beasts.get(run % beasts.size()), seed * 1_000_003 + run);
    }
    return keeper.run();
  }

  private static String lines(List<Outcome> problems) {
    return String.join("\n", problems.stream().map(Outcome::toString).toList());
  }

  /// What the rooms log as their own errors, which no model may bring about.
  private static final class ErrorLog extends Handler implements AutoCloseable {
    private final ConcurrentLinkedQueue<String> seen = new ConcurrentLinkedQueue<>();
    private final Logger rooms = Logger.getLogger("dev.loom");

    ErrorLog() {
      rooms.addHandler(this);
    }

    @Override
    public void publish(LogRecord line) {
      if (line.getLevel().intValue() >= Level.SEVERE.intValue()) {
        seen.add(line.getLoggerName() + ": " + line.getMessage() + " " + line.getThrown());
      }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
      rooms.removeHandler(this);
    }
  }
}
