package dev.loom.orchestrator.core;

import static org.junit.jupiter.api.Assertions.fail;

import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Runs the core against random plans, tools, user input and crashes, one task per seed. Run more
/// seeds with `-Dsimulation.seeds=N`; start at another seed with `-Dsimulation.first=SEED`.
@Timeout(3_600)
class SimulationTest {
  private static final long SEEDS = Long.getLong("simulation.seeds", 10_000);
  private static final long PLANTED_SEEDS_MAX = 10_000;
  private static final long FIRST = Long.getLong("simulation.first", 1);

  @Test
  void everySeedEndsWithoutRepeatedStepsAndReplaysToItsState() {
    var counts = new TreeMap<String, Long>();
    for (long seed = FIRST; seed < FIRST + SEEDS; seed++) {
      var simulation = new Simulation(seed);
      try {
        simulation.run();
      } catch (RuntimeException | AssertionError violation) {
        fail(
            "seed " + seed + ": " + violation.getMessage() + "\n" + simulation.describe(),
            violation);
      }
      simulation.counts().forEach((what, count) -> counts.merge(what, count, Long::sum));
    }
    System.out.println("simulation: " + SEEDS + " seeds, " + counts);
    for (var met : Simulation.FAULTS) {
      if (SEEDS >= 10_000 && counts.getOrDefault(met, 0L) == 0) {
        fail("no seed met: " + met);
      }
    }
  }

  /// Injected faults prove that the simulation can fail.
  @ParameterizedTest
  @EnumSource(value = InjectedFault.class, mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void anInjectedFaultIsFoundWithinTenThousandSeeds(InjectedFault injectedFault) {
    for (long seed = 1; seed <= PLANTED_SEEDS_MAX; seed++) {
      try {
        new Simulation(seed, injectedFault).run();
      } catch (RuntimeException | AssertionError found) {
        System.out.println(injectedFault + " found by seed " + seed + ": " + found.getMessage());
        return;
      }
    }
    fail(injectedFault + " was not found");
  }
}
