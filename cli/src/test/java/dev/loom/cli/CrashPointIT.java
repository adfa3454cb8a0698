package dev.loom.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Crashes the engine at the calls that one task makes to the database files; by default at a few.
/// `-Dcrash.points=100000` covers all calls, `-Dcrash.again=30` sets the number of crashes during
/// recovery, `-Dcrash.from=200` skips the first calls, `-Dcrash.modes=power` cuts the power with
/// every crash.
@Timeout(value = 4, unit = TimeUnit.HOURS)
class CrashPointIT {
  private static final int POINTS = Integer.getInteger("crash.points", 2);
  private static final int RECOVERY_POINTS = Integer.getInteger("crash.again", 1);
  private static final int FROM = Integer.getInteger("crash.from", 1);
  private static final long SEED = Long.getLong("crash.seed", System.nanoTime());

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  Path run;

  static Stream<String> modes() {
    return Stream.of(System.getProperty("crash.modes", "process,power").split(","));
  }

  @ParameterizedTest
  @MethodSource("modes")
  void taskFinishesAndNoCompletedStepRunsAgainAfterACrashAtAnyCall(String mode) throws Exception {
    try (var model = ScriptedModelServer.start(new CampaignModelScript(SEED))) {
      var points =
          new CrashPointCampaign(
              PowerCutShim.compile(run), run.resolve("trials"), model, mode.equals("power"), SEED);
      int count = points.count();
      System.out.println("crash.seed=" + SEED + ": " + count + " points, in " + run);
      for (int call : CrashPointCampaign.spread(count, POINTS)) {
        if (call >= FROM) {
          points.crash(call);
        }
      }
      for (int call : CrashPointCampaign.spread(count / 2, RECOVERY_POINTS)) {
        points.crashTwice(count / 2, call);
      }
      System.out.println(points.report());
      assertEquals(List.of(), points.violations());
    }
  }
}
