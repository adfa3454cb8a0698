package dev.loom.bench;

import dev.loom.contracts.config.ToolsConfig;
import dev.loom.contracts.tool.SandboxTier;
import dev.loom.tools.sandbox.Confinement;
import dev.loom.tools.sandbox.Sandbox;
import dev.loom.tools.sandbox.SandboxLayout;
import dev.loom.tools.sandbox.SandboxPolicy;
import dev.loom.tools.sandbox.SandboxSelection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Measures how long it takes to start `true` and to wait for its end: as Java does, and in each
/// sandbox of this machine, by turns.
final class ProcessStartBenchmark {
  private static final int WARM_UPS = 10;

  private ProcessStartBenchmark() {}

  @FunctionalInterface
  private interface Starter {
    Process start(ProcessBuilder builder) throws IOException, InterruptedException;
  }

  /// @param arguments number of runs
  public static void main(String[] arguments) throws IOException, InterruptedException {
    int runs = Integer.parseInt(arguments[0]);
    var directory = Files.createTempDirectory("loom-bench");
    var workspace = Files.createDirectory(directory.resolve("workspace")).toRealPath();
    var starters = new LinkedHashMap<String, Starter>();
    starters.put("bare", ProcessBuilder::start);
    starters.put("none", Confinement.none(workspace)::start);
    var layout =
        SandboxLayout.of(directory.resolve("home"), directory.resolve("home/loom.db"), () -> 0);
    for (var sandbox : SandboxSelection.candidates(layout, new ArrayList<>())) {
      starters.put(name(sandbox.tier(), false), confined(sandbox, workspace, false));
      starters.put(name(sandbox.tier(), true), confined(sandbox, workspace, true));
    }
    measure(starters, WARM_UPS);
    measure(starters, runs)
        .forEach(
            (name, millis) -> {
              millis.sort(null);
              System.out.printf(
                  Locale.ROOT,
                  "%-24s %6.1f ms (%.1f - %.1f)%n",
                  name,
                  millis.get(runs / 2),
                  millis.getFirst(),
                  millis.getLast());
            });
  }

  private static String name(SandboxTier tier, boolean network) {
    return tier.name().toLowerCase(Locale.ROOT) + (network ? " with network" : "");
  }

  private static Starter confined(Sandbox sandbox, Path workspace, boolean network) {
    var limits = ToolsConfig.Processes.defaults();
    var policy = new SandboxPolicy(workspace, "bench", List.of(), false, false, network, limits);
    return new Confinement(sandbox, policy)::start;
  }

  private static Map<String, List<Double>> measure(Map<String, Starter> starters, int runs)
      throws IOException, InterruptedException {
    var measured = new LinkedHashMap<String, List<Double>>();
    for (int i = 0; i < runs; i++) {
      for (var starter : starters.entrySet()) {
        var start = System.nanoTime();
        var process = starter.getValue().start(new ProcessBuilder("/bin/true"));
        int code = process.waitFor();
        var millis = (System.nanoTime() - start) / 1e6;
        process.getInputStream().readAllBytes();
        if (code != 0) {
          throw new IOException(starter.getKey() + " ended with " + code);
        }
        measured.computeIfAbsent(starter.getKey(), name -> new ArrayList<>()).add(millis);
      }
    }
    return measured;
  }
}
