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

/// Dangerous calls in `auto`, by a model that is entirely sure: asked about first, run once after a
/// yes, never after a no, also when the engine is killed in between. By default one of each family;
/// `-Ddanger.all=true` tries all, each with both answers and both with and without a kill.
@Timeout(value = 20, unit = TimeUnit.MINUTES)
class DangerAcrossRestartIT {
  private static final boolean ALL = Boolean.getBoolean("danger.all");
  private static final int TURNS = 4;
  private static final Path COLLECTION =
      Path.of("..", "orchestrator", "src", "test", "resources", "policy", "dangerous-commands.txt");

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  Path run;

  @Test
  void noDangerousCallRunsBeforeItsYesOrTwiceOrAfterANo() throws Exception {
    try (var model = ScriptedModelServer.start(new DangerScript())) {
      var path = standIns() + ":" + System.getenv("PATH");
      var indices = ALL ? IntStream.range(0, DangerSpelling.ALL.size()).boxed().toList() : sample();
      for (int turn = 0; turn < (ALL ? TURNS : 1); turn++) {
        var place = Files.createDirectory(run.resolve("turn" + turn));
        var loom =
            LoomCommand.on(place.resolve("home"), place)
                .in(Map.of("PATH", path))
                .withModel(model.baseUrl());
        new DangerRound(loom).run(indices, turn, place.resolve("work"));
      }
    }
  }

  /// The first of each family.
  private static List<Integer> sample() {
    var families = new HashSet<String>();
    var sample = new ArrayList<Integer>();
    for (int index = 0; index < DangerSpelling.ALL.size(); index++) {
      if (families.add(DangerSpelling.ALL.get(index).family())) {
        sample.add(index);
      }
    }
    return sample;
  }

  /// Programs that only say that they were called, and a `sh` that knows all the spellings.
  private Path standIns() throws Exception {
    var bin = Files.createDirectory(run.resolve("bin"));
    for (var name : DangerSpelling.STAND_INS) {
      write(bin.resolve(name), "echo \"$0\" >> told.txt");
    }
    write(bin.resolve("sh"), "exec bash \"$@\"");
    return bin;
  }

  private static void write(Path program, String line) throws Exception {
    Files.writeString(program, "#!/bin/sh\n" + line + "\n");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
  }

  @Test
  void everySpellingStandsInTheCollectionOfThePolicy() throws Exception {
    var collection = Files.readAllLines(COLLECTION);
    assertEquals(
        List.of(),
        DangerSpelling.ALL.stream()
            .filter(spelling -> !spelling.isWrite())
            .map(DangerSpelling::text)
            .filter(text -> !collection.contains(text))
            .toList());
  }
}
