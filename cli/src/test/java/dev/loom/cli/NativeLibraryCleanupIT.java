package dev.loom.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Checks which files killed engines leave behind.
@Timeout(180)
class NativeLibraryCleanupIT {
  @TempDir Path run;

  @Test
  void killedEnginesLeaveNoFilesInTheTemporaryDirectory() throws Exception {
    var temporary = Files.createDirectory(run.resolve("tmp"));
    var home = run.resolve("home");
    var loom =
        LoomLauncher.forHome(home, run)
            .withEnvironment(Map.of("JAVA_TOOL_OPTIONS", "-Djava.io.tmpdir=" + temporary));
    for (int i = 0; i < 3; i++) {
      try (var server = loom.serve()) {
        server.address();
        server.kill();
      }
    }
    assertEquals(List.of(), sqliteFiles(temporary));
    assertTrue(
        sqliteFiles(home.resolve("native")).size() <= 2, "libraries of earlier engines remain");
  }

  private static List<String> sqliteFiles(Path directory) throws IOException {
    try (var files = Files.list(directory)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.contains("sqlite"))
          .toList();
    }
  }
}
