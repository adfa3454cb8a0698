package dev.loom.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The promise, tried at each call that one task makes to the database's files. By default at a few
/// of them; `-Dcrash.points=100000` tries them all, `-Dcrash.again=30` so many during recovery.
@Timeout(value = 4, unit = TimeUnit.HOURS)
class CrashPointIT {
  private static final int POINTS = Integer.getInteger("crash.points", 2);
  private static final int AGAIN = Integer.getInteger("crash.again", 1);
  private static final long SEED = Long.getLong("crash.seed", System.nanoTime());

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  Path run;

  @ParameterizedTest(name = "with the power: {0}")
  @ValueSource(booleans = {false, true})
  void whereverItDiesTheTaskIsFinishedAndNoCompletedStepRunsAgain(boolean powerCut)
      throws Exception {
    try (var model = ScriptedModelServer.start(new CampaignScript(SEED))) {
      var points =
          new CrashPoints(
              PowerShim.compiledInto(run), run.resolve("rounds"), model, powerCut, SEED);
      int count = points.count();
      System.out.println("crash.seed=" + SEED + ": " + count + " points, in " + run);
      for (int call : CrashPoints.spread(count, POINTS)) {
        points.crash(call);
      }
      for (int call : CrashPoints.spread(count / 2, AGAIN)) {
        points.crashTwice(count / 2, call);
      }
      System.out.println(points.report());
      assertEquals(List.of(), points.violations());
    }
  }
}
