package dev.loom.engine.faults;

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

/// Runs every faulty model with seeds. `-Dfaults.runs=1200` sets the number of runs,
/// `-Dfaults.seed` another first seed; with `faults.runs` the table of outcomes is printed.
class FaultyModelSuiteTest {
  /// Limits the failures per engine, because many consecutive failures open the circuit breaker.
  private static final int BATCH_MAX = 250;

  @TempDir Path directory;

  private static List<FaultyModel> models() {
    return Stream.of(
            PlanFaults.all(),
            ToolCallFaults.all(),
            FalseClaimFaults.all(),
            VerdictFaults.all(),
            EndpointFaults.all())
        .flatMap(List::stream)
        .toList();
  }

  @Test
  @Timeout(value = 30, unit = TimeUnit.MINUTES)
  void noFalseSuccessIsAcceptedAndEveryRecoverableFaultIsRecovered() throws Exception {
    var models = models();
    int runs = Integer.getInteger("faults.runs", models.size());
    long seed = Long.getLong("faults.seed", 1);
    var outcomes = new ArrayList<RunOutcome>();
    try (var faults = new ErrorLog()) {
      for (int from = 0; from < runs; from += BATCH_MAX) {
        int to = Math.min(runs, from + BATCH_MAX);
        outcomes.addAll(runBatch(models, from, to, seed));
      }
      assertEquals(List.of(), List.copyOf(faults.seen));
    }
    if (System.getProperty("faults.runs") != null) {
      System.out.println(new OutcomeTable(outcomes).table());
    }
    var problems = outcomes.stream().filter(each -> each.problem().isPresent()).toList();
    assertEquals(List.of(), problems, () -> lines(problems));
  }

  private List<RunOutcome> runBatch(List<FaultyModel> models, int from, int to, long seed)
      throws IOException, InterruptedException {
    var suite = new FaultyModelSuite(directory.resolve("batch-" + from));
    for (int run = from; run < to; run++) {
      suite.add(models.get(run % models.size()), seed * 1_000_003 + run);
    }
    return suite.run();
  }

  private static String lines(List<RunOutcome> problems) {
    return String.join("\n", problems.stream().map(RunOutcome::toString).toList());
  }

  /// Collects errors logged by the engine, which no model may cause.
  private static final class ErrorLog extends Handler implements AutoCloseable {
    private final ConcurrentLinkedQueue<String> seen = new ConcurrentLinkedQueue<>();
    private final Logger logger = Logger.getLogger("dev.loom");

    ErrorLog() {
      logger.addHandler(this);
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
      logger.removeHandler(this);
    }
  }
}
