package dev.loom.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/// Checks durability across simulated power cuts, which lose unsynced data completely or in part.
/// `-Dpower.cuts=500` and `-Dpower.engine.cuts=50` run a long campaign; `-Dpower.seed` repeats one,
/// as far as two concurrent processes are repeatable.
@Timeout(value = 4, unit = TimeUnit.HOURS)
class PowerCutIT {
  private static final int CUTS = Integer.getInteger("power.cuts", 5);
  private static final int ENGINE_CUTS = Integer.getInteger("power.engine.cuts", 1);
  private static final long SEED = Long.getLong("power.seed", System.nanoTime());

  /// The injected fault loses events in nearly every cut.
  private static final int RELAXED_CUTS_MAX = 10;

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  Path run;

  private PowerCutShim shim;

  @BeforeEach
  void compile() throws Exception {
    System.out.println("power.seed=" + SEED + " power.cuts=" + CUTS + " in " + run);
    shim = PowerCutShim.compile(run);
  }

  @Test
  void noPowerCutLosesAnAcknowledgedAppend() throws Exception {
    var power = new MemoryPowerCutCampaign(shim, run, false, SEED);
    for (int i = 0; i < CUTS && power.faults().isEmpty() && power.lost() == 0; i++) {
      power.cut();
    }
    System.out.println(power.report());
    assertEquals(List.of(), power.faults());
    assertEquals(0, power.lost());
  }

  @Test
  void noPowerCutLosesAnAcceptedTaskOrAPublishedEvent() throws Exception {
    try (var model = ScriptedModelServer.start(new CampaignModelScript(SEED))) {
      var power = new EnginePowerCutCampaign(shim, run, model, SEED);
      for (int i = 0; i < ENGINE_CUTS && power.faults().isEmpty(); i++) {
        power.cut();
      }
      var violations = power.faults().isEmpty() ? power.finish() : power.faults();
      System.out.println(power.report());
      assertEquals(List.of(), violations);
    }
  }

  @Test
  void campaignDetectsMissingSyncs() throws Exception {
    var power = new MemoryPowerCutCampaign(shim, run, true, SEED);
    for (int i = 0; i < RELAXED_CUTS_MAX && power.lost() == 0; i++) {
      power.cut();
    }
    System.out.println(power.report());
    assertTrue(power.lost() > 0, "synchronous=NORMAL lost nothing");
  }
}
