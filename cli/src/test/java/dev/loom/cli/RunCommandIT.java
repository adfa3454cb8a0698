package dev.loom.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.bus.json.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Checks the output and the exit codes of `loom run` and related commands.
@Timeout(180)
class RunCommandIT {
  /// The first goal of the README.
  private static final String STOCK =
      "Take stock of this folder: count the source files by type, find every TODO and FIXME, and"
          + " write what you found to STOCK.md";

  private static final Pattern TASK = Pattern.compile("(?m)^Task (\\S+) in ");

  @TempDir Path temp;
  private Path home;
  private Path workspace;
  private LoomLauncher loom;

  @BeforeEach
  void createWorkspace() throws IOException {
    home = temp.resolve("home");
    workspace = Files.createDirectory(temp.resolve("shop"));
    loom = LoomLauncher.forHome(home, workspace);
  }

  @AfterEach
  void stopEngine() throws Exception {
    loom.stopEngine();
  }

  private void write(String path, String content) throws IOException {
    var file = workspace.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }

  private static void assertHas(String text, String expected) {
    assertTrue(text.contains(expected), () -> "no \"" + expected + "\" in:\n" + text);
  }

  /// Asserts an exit code; a failure shows the whole output.
  private static void assertExit(int expected, LoomProcess.Ended result) {
    assertEquals(expected, result.exitCode(), () -> result.out() + result.errors());
    assertFalse(result.errors().contains("\tat "), result.errors());
  }

  private static int closedPort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Test
  void firstGoalOfTheReadmeCompletesWithoutAModel() throws Exception {
    write("src/Main.java", "class Main {\n  // TODO: open the shop\n}\n");
    write("src/deep/Till.java", "class Till {}\n// FIXME round\n");
    write("tools/run.py", "# TODO faster\nprint(1)\n");
    write("README.md", "# Shop\n");

    var result = loom.run("run", STOCK);

    assertExit(0, result);
    var stock = Files.readString(workspace.resolve("STOCK.md"));
    assertHas(stock, "| Java (.java) | 2 |");
    assertHas(stock, "| Python (.py) | 1 |");
    assertHas(stock, "3 lines in 3 files: 2 with TODO, 1 with FIXME.");
    assertHas(stock, "- src/Main.java:2: ");
    assertHas(stock, "- src/deep/Till.java:2: ");
    assertHas(stock, "- tools/run.py:1: ");
    // The engine of a new home may take its time on a busy machine, which is said.
    assertEquals("", result.errors().replaceAll("loom: Waiting for the engine on .* …\n", ""));
    var out = result.out();
    assertHas(out, "built-in rules");
    assertHas(out, "Plan: 3 subtasks");
    assertHas(out, "  ☐ count-files  ");
    assertTrue(Pattern.compile("(?m)^☑ write-report {2}\\d+\\.\\d s$").matcher(out).find(), out);
    assertEquals(toolCalls(), out.lines().filter(line -> line.startsWith("    ✓ ")).count(), out);
    assertEquals(1, out.lines().filter(line -> line.startsWith("    ✓ write_file ")).count());
    assertTrue(
        Pattern.compile("(?m)^Done in \\d+\\.\\d s: 3 of 3 subtasks$").matcher(out).find(), out);
    assertHas(out, "  Wrote STOCK.md");
    assertHas(out, "\n  + STOCK.md\n");
    assertFalse(out.contains("\033"), "color codes without a terminal");
  }

  /// Counts the successful tool calls in the journal.
  private long toolCalls() throws SQLException {
    var url = "jdbc:sqlite:" + home.resolve("loom.db") + "?open_mode=1";
    try (var connection = DriverManager.getConnection(url);
        var count =
            connection
                .createStatement()
                .executeQuery(
                    "SELECT count(*) FROM event WHERE type = 'tool_call_completed'"
                        + " AND data LIKE '%\"success\":true%'")) {
      return count.getLong(1);
    }
  }

  @Test
  void goalBeyondTheBuiltinRulesFailsAndExplainsHowToConfigureAModel() throws Exception {
    var result = loom.run("run", "Make my company rich");
    assertExit(1, result);
    assertHas(result.out(), "☒");
    assertHas(result.out(), "run loom setup (it writes loom.toml)");
    assertHas(result.out(), "set OPENAI_API_KEY or ANTHROPIC_API_KEY, or start Ollama");
  }

  @Test
  void taskCancelledByAnotherClientExitsWith2() throws Exception {
    try (var model =
            ScriptedModelServer.start(
                (role, conversation) -> new ScriptedModelServer.Reply.NoResponse());
        var run = loom.withModel(model.baseUrl()).start("run", "wait for ever")) {
      var task = run.awaitOutput(TASK).group(1);
      var engine = Json.parse(Files.readString(home.resolve("engine.json")));
      try (var rest = LoomRestClient.forAddress(URI.create(engine.path("address").asText()))) {
        assertEquals(200, rest.post("/tasks/" + task + "/cancel", "{}").statusCode());
        var result = run.awaitEnd();
        assertExit(2, result);
        assertHas(result.out(), "Cancelled in ");
      }
    }
  }

  @Test
  void homeIsAccessibleOnlyToItsOwner() throws Exception {
    assertExit(0, loom.run("tools"));
    assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(home)));
  }

  @Test
  void secondProcessUsesTheRunningEngine() throws Exception {
    try (var server = loom.serve();
        var rest = LoomRestClient.forAddress(server.address())) {
      write("a.py", "print(1)\n");
      var result = loom.run("run", STOCK);
      assertExit(0, result);
      assertHas(result.out(), "Engine " + server.address() + " (running since ");
      var matcher = TASK.matcher(result.out());
      assertTrue(matcher.find(), result.out());
      assertEquals("completed", rest.task(matcher.group(1)).path("status").asText());
      var engine = Json.parse(Files.readString(home.resolve("engine.json")));
      assertEquals(server.pid(), engine.path("pid").asLong());

      var status = loom.run("status", matcher.group(1));
      assertExit(0, status);
      assertHas(status.out(), "Status:  completed");
      var nope = loom.run("status", "nope");
      assertExit(1, nope);
      assertHas(nope.errors(), "nope");
      var second = loom.run("serve", "--port", "0");
      assertExit(69, second);
      assertHas(second.errors(), "Another engine runs on " + home);
    }
  }

  @Test
  void malformedTaskIdIsAUsageError() throws Exception {
    var result = loom.run("status", "a/b");
    assertExit(64, result);
    assertHas(result.errors(), "Invalid task ID");
  }

  @Test
  void invalidCommandLineExitsWith64AndNamesTheMissingArgument() throws Exception {
    var result = loom.run("run");
    assertExit(64, result);
    assertHas(result.errors(), "GOAL");
    assertHas(result.errors(), "Run 'loom run --help'");
    assertExit(64, loom.run("run", "List the files", "--workspaces", "x"));
  }

  @Test
  void wrongValuesExitWith64AndNameWhatIsWrong() throws Exception {
    var wrong =
        Map.of(
            "GOAL", new String[] {"run", " "},
            "approval_mode", new String[] {"run", "List", "--approval-mode=maybe"},
            "priority", new String[] {"run", "List", "--priority=urgent"},
            "budget.max_tokens", new String[] {"run", "List", "--budget-tokens", "-5"},
            "status", new String[] {"tasks", "--status", "bogus"},
            "99999", new String[] {"serve", "--port", "99999"});
    for (var each : wrong.entrySet()) {
      var result = loom.run(each.getValue());
      assertExit(64, result);
      assertHas(result.errors(), each.getKey());
    }
  }

  @Test
  void aProcessThatTheBuiltInRulesIgnoreIsNamed() throws Exception {
    var result = loom.run("run", "List the files", "--process", "research-report");
    assertHas(result.out(), "The built-in rules ignore --process.");
  }

  @Test
  void invalidConfigurationExitsWith78AndNamesTheFileAndTheKey() throws Exception {
    Files.createDirectories(home);
    Files.writeString(home.resolve("loom.toml"), "[server]\nprot = 1\n");
    var result = loom.run("run", "List the files");
    assertExit(78, result);
    assertHas(result.errors(), home.resolve("loom.toml") + ": server.prot");

    Files.writeString(home.resolve("loom.toml"), "[server\n");
    var broken = loom.run("serve");
    assertExit(78, broken);
    assertHas(broken.errors(), home.resolve("loom.toml").toString());
  }

  @Test
  void unreachableServerExitsWith69AndIsNamed() throws Exception {
    var url = "http://127.0.0.1:" + closedPort();
    var result = loom.run("run", "List the files", "--server", url);
    assertExit(69, result);
    assertHas(result.errors(), url);
    assertHas(result.errors(), "loom serve");
  }

  @Test
  void missingWorkspaceIsRejectedByName() throws Exception {
    var result = loom.run("run", "List the files", "-w", "nowhere");
    assertExit(64, result);
    assertHas(result.errors(), "Path does not exist: " + workspace.resolve("nowhere"));
  }

  @Test
  void versionIsOneLine() throws Exception {
    var result = loom.run("--version");
    assertExit(0, result);
    assertTrue(result.out().matches("loom \\S+ \\(Java \\S+\\)\n"), result.out());
    assertEquals("", result.errors());
    assertFalse(Files.exists(home), "--version created a home");
  }

  @Test
  void completionNeedsNoEngineAndNoHome() throws Exception {
    var result = loom.run("completion", "bash");
    assertExit(0, result);
    assertHas(result.out(), "complete -F _complete_loom");
    assertEquals("", result.errors());
    assertFalse(Files.exists(home), "completion created a home");
  }

  @Test
  void interruptedRunCancelsItsTask() throws Exception {
    try (var model =
            ScriptedModelServer.start(
                (role, conversation) -> new ScriptedModelServer.Reply.NoResponse());
        var server = loom.withModel(model.baseUrl()).serve();
        var rest = LoomRestClient.forAddress(server.address());
        var run = loom.start("run", "wait for ever")) {
      var task = run.awaitOutput(TASK).group(1);
      run.awaitOutput(Pattern.compile("Planning"));
      run.stop();
      assertEquals("cancelled", rest.awaitFinished(task).path("status").asText());
    }
  }

  @Test
  void serverStoppedRightAfterStartShutsDownCleanly() throws Exception {
    try (var server = loom.serve()) {
      server.address();
      var result = server.stop();
      assertEquals("", result.errors());
      // 128 + SIGTERM.
      assertEquals(143, result.exitCode());
      assertFalse(Files.exists(home.resolve("engine.json")), "the home is still locked");
    }
  }

  @Test
  void taskRunsOnlyInItsWorkspace() throws Exception {
    var other = Files.createDirectory(temp.resolve("other"));
    write("a.py", "print(1)\n");
    Files.writeString(other.resolve("b.java"), "class B {}\n");
    assertExit(0, loom.run("run", STOCK, "-w", other.toString()));
    assertTrue(Files.exists(other.resolve("STOCK.md")));
    assertFalse(Files.exists(workspace.resolve("STOCK.md")));
  }
}
