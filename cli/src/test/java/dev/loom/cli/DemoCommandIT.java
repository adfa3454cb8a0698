package dev.loom.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.bus.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Runs `loom demo` in an empty directory, without a home and without a model.
@Timeout(120)
class DemoCommandIT {
  @TempDir Path temp;
  private Path folder;
  private Path scratch;
  private LoomLauncher loom;

  @BeforeEach
  void createDirectories() throws IOException {
    folder = Files.createDirectory(temp.resolve("empty"));
    scratch = Files.createDirectory(temp.resolve("scratch"));
    loom =
        LoomLauncher.forHome(temp.resolve("home"), folder)
            .withEnvironment(Map.of("JAVA_TOOL_OPTIONS", "-Djava.io.tmpdir=" + scratch));
  }

  private static List<Path> in(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.toList();
    }
  }

  private static void assertInOrder(String text, String... expected) {
    int at = 0;
    for (var each : expected) {
      int found = text.indexOf(each, at);
      assertTrue(found >= 0, () -> "no \"" + each + "\" in this order in:\n" + text);
      at = found + each.length();
    }
  }

  private void assertNoFilesLeft() throws IOException {
    assertEquals(List.of(), in(folder));
    assertEquals(List.of(), in(scratch));
    assertFalse(Files.exists(temp.resolve("home")), "a home was created");
  }

  @Test
  void printsEventsAsJson() throws Exception {
    var result = loom.run("demo", "--json");
    assertEquals(0, result.exitCode(), () -> result.out() + result.errors());
    var types =
        result.out().lines().map(line -> Json.parse(line).path("event_type").asText()).toList();
    assertEquals("task_submitted", types.getFirst());
    assertEquals("task_completed", types.getLast());
    assertFalse(types.contains("token_streamed"));
  }

  @Test
  void showsPlanApprovalAndRetryAndLeavesNoFiles() throws Exception {
    var result = loom.run("demo");

    assertEquals(0, result.exitCode(), () -> result.out() + result.errors());
    var out = result.out();
    assertInOrder(
        out,
        "Goal: ",
        "Plan: 4 subtasks",
        "remove-build needs approval (high risk): Deletes files recursively: `rm -rf old-build`",
        "The demo approves it now.",
        "approved",
        "✓ shell_execute rm -rf old-build",
        "Done in ",
        ": 4 of 4 subtasks",
        "  + TODO.md",
        "  - old-build/app.js",
        "You saw ",
        "Next, in your own directory: loom run ");
    assertInOrder(
        out,
        "☒ list-todos",
        "src/price.js has another TODO, in line 3",
        "↻ list-todos: attempt 2",
        "list-todos: One was missing.",
        "☑ list-todos");
    assertInOrder(out, "look-around: I look at what is there");
    assertFalse(out.contains("\033"), "color codes without a terminal");
    assertNoFilesLeft();
  }

  @Test
  void ignoresABrokenConfigurationAndARunningEngine() throws Exception {
    var home = temp.resolve("other-home");
    try (var server = LoomLauncher.forHome(home, temp).serve()) {
      server.address();
      Files.writeString(folder.resolve("loom.toml"), "[server]\nprot = 1\n");
      var result =
          new LoomLauncher(home, folder, Map.of(), loom.environment(), loom.archive())
              .withEnvironment(Map.of("LOOM_HOME", home.toString(), "LOOM_SERVER_PORT", "nonsense"))
              .run("demo");
      assertEquals(0, result.exitCode(), () -> result.out() + result.errors());
    }
    Files.delete(folder.resolve("loom.toml"));
    assertNoFilesLeft();
  }
}
