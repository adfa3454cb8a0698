package dev.loom.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.bus.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Runs `loom run --record` and `loom replay`.
@Timeout(180)
class ReplayCommandIT {
  private static final String GOAL = "Find every TODO and write what you found to FOUND.md";

  @TempDir Path temp;
  private Path workspace;
  private Path file;
  private LoomLauncher loom;

  @BeforeEach
  void createWorkspace() throws IOException {
    workspace = Files.createDirectory(temp.resolve("work"));
    Files.writeString(workspace.resolve("a.txt"), "TODO one\n");
    file = temp.resolve("run.jsonl");
    loom = LoomLauncher.forHome(temp.resolve("home"), workspace);
  }

  private void record() throws Exception {
    var result = loom.run("run", GOAL, "--record", file.toString());
    assertEquals(0, result.exitCode(), () -> result.out() + result.errors());
    assertTrue(result.out().contains("loom replay " + file), result.out());
  }

  @Test
  void unchangedReplayIsTheSameAndWritesNothing() throws Exception {
    record();
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    Files.delete(workspace.resolve("FOUND.md"));
    // A replay needs neither the original home nor the original workspace.
    var elsewhere = LoomLauncher.forHome(temp.resolve("home2"), temp);

    var result = elsewhere.run("replay", file.toString());

    assertEquals(0, result.exitCode(), () -> result.out() + result.errors());
    assertTrue(result.out().contains("Replayed in "), result.out());
    assertTrue(result.out().lines().anyMatch("No differences."::equals), result.out());
    assertFalse(result.out().contains("\033"), "color codes without a terminal");
    assertFalse(Files.exists(workspace.resolve("FOUND.md")));
    assertFalse(Files.exists(temp.resolve("home2")), "a home was created");
    var json = Json.parse(elsewhere.run("replay", "--json", file.toString()).out());
    assertTrue(json.path("same").asBoolean(), json.toString());
    assertTrue(json.path("tool_calls").asInt() > 0, json.toString());
  }

  @Test
  void changedReplayNamesTheDifference() throws Exception {
    record();
    var text = Files.readString(file);
    Files.writeString(
        file,
        text.replace(
            "\"kind\":\"end\",\"status\":\"completed\"", "\"kind\":\"end\",\"status\":\"failed\""));
    var result = loom.run("replay", file.toString());
    assertEquals(1, result.exitCode(), () -> result.out() + result.errors());
    assertTrue(
        result.out().contains("1 difference\n  status\n    - failed\n    + completed\n"),
        result.out());
    var json = Json.parse(loom.run("replay", "--json", file.toString()).out());
    assertEquals("status", json.path("differences").path(0).path("area").asText());
  }

  @Test
  void invalidTranscriptIsAUsageError() throws Exception {
    Files.writeString(file, "hello\n");
    var result = loom.run("replay", file.toString());
    assertEquals(64, result.exitCode(), result.errors());
    assertTrue(result.errors().contains(file + " is not a transcript"), result.errors());
    assertEquals(64, loom.run("replay", temp.resolve("none").toString()).exitCode());
    // An existing file is not overwritten, and no task is started.
    result = loom.run("run", GOAL, "--record", file.toString());
    assertEquals(69, result.exitCode(), result.errors());
    assertTrue(result.errors().contains("already exists"), result.errors());
    assertEquals("hello\n", Files.readString(file));
    assertFalse(Files.exists(workspace.resolve("FOUND.md")));
  }

  @Test
  void runningEngineRejectsARecordingOfOneTask() throws Exception {
    try (var server = loom.serve()) {
      server.address();
      var result = loom.run("run", GOAL, "--record", file.toString());
      assertEquals(64, result.exitCode(), () -> result.out() + result.errors());
      assertTrue(result.errors().contains("recording.directory"), result.errors());
    }
    assertFalse(Files.exists(file));
  }
}
