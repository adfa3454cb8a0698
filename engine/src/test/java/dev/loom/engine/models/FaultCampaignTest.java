package dev.loom.engine.models;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.contracts.task.TaskStatus;
import dev.loom.engine.models.FaultCampaign.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/// Half of all model calls fail with each kind of fault, and every task ends.
///
/// `-Dloom.faults.calls=1000` makes this number of calls per fault, one fault at a time, and
/// asserts that a fault is detected within a second of its deadline.
/// `-Dloom.faults.kinds=DRIP,GARBAGE` selects faults.
class FaultCampaignTest {
  private static final int CALLS_DEFAULT = 8;
  private static final int CALLS = Integer.getInteger("loom.faults.calls", CALLS_DEFAULT);
  private static final String KINDS = System.getProperty("loom.faults.kinds", "");
  private static final int AT_A_TIME = CALLS > CALLS_DEFAULT ? 1 : 5;
  private static final long SECONDS_MAX = 1_500;
  private static final long DETECTION_MILLIS_MAX = 1_000;

  @TempDir Path directory;

  /// Returns the selected faults.
  static List<Fault> kinds() {
    return KINDS.isEmpty()
        ? List.of(Fault.values())
        : Arrays.stream(KINDS.split(",")).map(Fault::valueOf).toList();
  }

  @Test
  @Timeout(value = 60, unit = TimeUnit.MINUTES)
  void everyTaskEndsWithAReasonAndNoResponseIsLost() throws Exception {
    System.out.println(Result.heading());
    var results = new ArrayList<Future<Result>>();
    try (var threads = Executors.newFixedThreadPool(AT_A_TIME)) {
      kinds().forEach(fault -> results.add(threads.submit(() -> run(fault))));
    }
    var checks = new ArrayList<Executable>();
    for (var result : results) {
      checks.add(() -> check(result.get()));
    }
    assertAll(checks);
  }

  private Result run(Fault fault) throws IOException, InterruptedException {
    var folder = Files.createDirectories(directory.resolve(fault.name()));
    var result = new FaultCampaign(fault, folder, CALLS).run(SECONDS_MAX);
    System.out.println(result.row());
    return result;
  }

  private static void check(Result result) {
    assertEquals(0, result.stuck(), result.row());
    assertTrue(result.calls() >= CALLS, result.row());
    for (var task : result.tasks()) {
      var errors = task.result().errors().toString();
      assertTrue(
          task.status() == TaskStatus.COMPLETED
              || task.status() == TaskStatus.FAILED && errors.contains("m: "),
          result.row() + " " + task.status() + " " + errors);
      assertFalse(errors.contains("inside Loom") || errors.contains("nternal error"), errors);
    }
    // A slow machine misses deadlines, which adds failures.
    assertTrue(result.faults() >= result.injected(), "undetected faults: " + result.row());
    assertTrue(
        result.overspent() <= result.faults() - result.injected(),
        "responses that are in no journal: " + result.row());
    if (result.fault().isLimit()) {
      assertEquals(0, result.count(TaskStatus.FAILED), "a rate limit failed a task");
    }
    if (CALLS > CALLS_DEFAULT && result.fault().deadlineSeconds() > 0) {
      assertTrue(result.slowestMillis() <= DETECTION_MILLIS_MAX, result.row());
    }
  }
}
