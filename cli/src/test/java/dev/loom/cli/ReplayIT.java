package dev.loom.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.contracts.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// `loom run --record` and `loom replay` at a shell.
@Timeout(180)
class ReplayIT {
  private static final String GOAL = "Find every TODO and write what you found to FOUND.md";

  @TempDir Path temp;
  private Path folder;
  private Path file;
  private LoomCommand loom;

  @BeforeEach
  void aFolder() throws IOException {
    folder = Files.createDirectory(temp.resolve("work"));
    Files.writeString(folder.resolve("a.txt"), "TODO one\n");
    file = temp.resolve("run.jsonl");
    loom = LoomCommand.on(temp.resolve("home"), folder);
  }

  private void record() throws Exception {
    var ended = loom.run("run", GOAL, "--record", file.toString());
    assertEquals(0, ended.exitCode(), () -> ended.out() + ended.errors());
    assertTrue(ended.out().contains("loom replay " + file), ended.out());
  }

  @Test
  void aRecordedRunIsTheSameAndNothingIsTouched() throws Exception {
    record();
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    Files.delete(folder.resolve("FOUND.md"));
    // It needs neither the home nor the folder it was recorded with.
    var elsewhere = LoomCommand.on(temp.resolve("home2"), temp);

    var ended = elsewhere.run("replay", file.toString());

    assertEquals(0, ended.exitCode(), () -> ended.out() + ended.errors());
    assertTrue(ended.out().contains("Replayed in "), ended.out());
    assertTrue(ended.out().lines().anyMatch("same"::equals), ended.out());
    assertFalse(ended.out().contains("\033"), "colour in a pipe");
    assertFalse(Files.exists(folder.resolve("FOUND.md")));
    assertFalse(Files.exists(temp.resolve("home2")), "it made a home");
    var json = Json.parse(elsewhere.run("replay", "--json", file.toString()).out());
    assertTrue(json.path("same").asBoolean(), json.toString());
    assertTrue(json.path("tool_calls").asInt() > 0, json.toString());
  }

  @Test
  void aRunThatComesOtherwiseIsDifferentAndSaysWhere() throws Exception {
    record();
    var text = Files.readString(file);
    Files.writeString(
        file,
        text.replace(
            "\"kind\":\"end\",\"status\":\"completed\"", "\"kind\":\"end\",\"status\":\"failed\""));
    var ended = loom.run("replay", file.toString());
    assertEquals(1, ended.exitCode(), () -> ended.out() + ended.errors());
    assertTrue(
        ended.out().contains("different: 1 thing\n  status\n    - failed\n    + completed\n"),
        ended.out());
    var json = Json.parse(loom.run("replay", "--json", file.toString()).out());
    assertEquals("status", json.path("differences").path(0).path("area").asText());
  }

  @Test
  void aFileThatCannotBeUsedIsAWrongCommandLineThatSaysWhy() throws Exception {
    Files.writeString(file, "hello\n");
    var ended = loom.run("replay", file.toString());
    assertEquals(64, ended.exitCode(), ended.errors());
    assertTrue(ended.errors().contains(file + " is no transcript"), ended.errors());
    assertEquals(64, loom.run("replay", temp.resolve("none").toString()).exitCode());
    // Nothing is recorded over it, and no task is begun.
    ended = loom.run("run", GOAL, "--record", file.toString());
    assertEquals(69, ended.exitCode(), ended.errors());
    assertTrue(ended.errors().contains("is there already"), ended.errors());
    assertEquals("hello\n", Files.readString(file));
    assertFalse(Files.exists(folder.resolve("FOUND.md")));
  }

  @Test
  void anEngineThatRunsAlreadyCannotBeToldToRecordOneTask() throws Exception {
    try (var server = loom.serve()) {
      server.address();
      var ended = loom.run("run", GOAL, "--record", file.toString());
      assertEquals(64, ended.exitCode(), () -> ended.out() + ended.errors());
      assertTrue(ended.errors().contains("recording.directory"), ended.errors());
    }
    assertFalse(Files.exists(file));
  }
}
