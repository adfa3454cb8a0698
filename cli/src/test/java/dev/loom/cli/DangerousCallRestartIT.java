package dev.loom.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/// Checks dangerous calls of a fully confident model in mode `auto`: they need approval, run once
/// after approval and never after rejection, also if the engine is killed in between. By default
/// one sample per family; `-Ddanger.all=true` tests all, with both decisions, with and without a
/// kill.
@Timeout(value = 20, unit = TimeUnit.MINUTES)
class DangerousCallRestartIT {
  private static final boolean ALL = Boolean.getBoolean("danger.all");
  private static final int TURNS = 4;
  private static final Path POLICY_SAMPLES =
      Path.of("..", "command-risk", "src", "test", "resources", "policy", "dangerous-commands.txt");

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  Path run;

  @Test
  void dangerousCallsRunOnceAfterApprovalAndNeverAfterRejection() throws Exception {
    try (var model = ScriptedModelServer.start(new DangerousCallScript())) {
      var path = standIns() + ":" + System.getenv("PATH");
      var indices =
          ALL ? IntStream.range(0, DangerousSample.ALL.size()).boxed().toList() : sample();
      for (int rotation = 0; rotation < (ALL ? TURNS : 1); rotation++) {
        var directory = Files.createDirectory(run.resolve("turn" + rotation));
        var loom =
            LoomLauncher.forHome(directory.resolve("home"), directory)
                .withEnvironment(Map.of("PATH", path))
                // In a sandbox fewer of them are asked about; this is about all.
                .withSetting("tools.sandbox", "off")
                .withModel(model.baseUrl());
        new DangerousCallScenario(loom).run(indices, rotation, directory.resolve("work"));
      }
    }
  }

  /// Returns the first sample of each family.
  private static List<Integer> sample() {
    var families = new HashSet<String>();
    var sample = new ArrayList<Integer>();
    for (int index = 0; index < DangerousSample.ALL.size(); index++) {
      if (families.add(DangerousSample.ALL.get(index).family())) {
        sample.add(index);
      }
    }
    return sample;
  }

  /// Creates stand-ins that only record their call, and an `sh` that is bash.
  private Path standIns() throws Exception {
    var bin = Files.createDirectory(run.resolve("bin"));
    for (var name : DangerousSample.STAND_INS) {
      write(bin.resolve(name), "echo \"$0\" >> invoked.txt");
    }
    write(bin.resolve("sh"), "exec bash \"$@\"");
    return bin;
  }

  private static void write(Path program, String line) throws Exception {
    Files.writeString(program, "#!/bin/sh\n" + line + "\n");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
  }

  @Test
  void everySampleIsInThePolicysSamples() throws Exception {
    var collection = Files.readAllLines(POLICY_SAMPLES);
    assertEquals(
        List.of(),
        DangerousSample.ALL.stream()
            .filter(sample -> !sample.isWrite())
            .map(DangerousSample::text)
            .filter(text -> !collection.contains(text))
            .toList());
  }
}
