package dev.loom.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.contracts.json.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// `loom run` and its neighbours as a person at a shell has them: what is printed, and the exit
/// code.
@Timeout(180)
class RunCommandIT {
  /// The first goal of the README.
  private static final String STOCK =
      "Take stock of this folder: count the source files by type, find every TODO and FIXME, and"
          + " write what you found to STOCK.md";

  private static final Pattern TASK = Pattern.compile("(?m)^Task (\\S+) in ");

  @TempDir Path temp;
  private Path home;
  private Path folder;
  private LoomCommand loom;

  @BeforeEach
  void anEmptyHomeAndAFolder() throws IOException {
    home = temp.resolve("home");
    folder = Files.createDirectory(temp.resolve("shop"));
    loom = LoomCommand.on(home, folder);
  }

  private void write(String path, String content) throws IOException {
    var file = folder.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }

  private static void assertHas(String text, String wanted) {
    assertTrue(text.contains(wanted), () -> "no \"" + wanted + "\" in:\n" + text);
  }

  /// The exit code and everything printed, when the exit code surprises.
  private static void assertExit(int expected, LoomProcess.Ended ended) {
    assertEquals(expected, ended.exitCode(), () -> ended.out() + ended.errors());
    assertFalse(ended.errors().contains("\tat "), ended.errors());
  }

  private static int closedPort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Test
  void theFirstGoalOfTheReadmeIsReachedWithoutAnyModel() throws Exception {
    write("src/Main.java", "class Main {\n  // TODO: open the shop\n}\n");
    write("src/deep/Till.java", "class Till {}\n// FIXME round\n");
    write("tools/run.py", "# TODO faster\nprint(1)\n");
    write("README.md", "# Shop\n");

    var ended = loom.run("run", STOCK);

    assertExit(0, ended);
    var stock = Files.readString(folder.resolve("STOCK.md"));
    assertHas(stock, "| Java (.java) | 2 | 5 |");
    assertHas(stock, "| Python (.py) | 1 | 2 |");
    assertHas(stock, "3 lines in 3 files: 2 with TODO, 1 with FIXME.");
    assertHas(stock, "- src/Main.java:2: ");
    assertHas(stock, "- src/deep/Till.java:2: ");
    assertHas(stock, "- tools/run.py:1: ");
    assertEquals("", ended.errors());
    var out = ended.out();
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
    assertFalse(out.contains("\033"), "colour in a pipe");
  }

  /// How many tool calls succeeded, by the journal.
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
  void aGoalBeyondTheRulesFailsAndSaysHowToConfigureAModel() throws Exception {
    var ended = loom.run("run", "Make my company rich");
    assertExit(1, ended);
    assertHas(ended.out(), "☒");
    assertHas(ended.out(), "set OPENAI_API_KEY or ANTHROPIC_API_KEY, start Ollama, or add a");
    assertHas(ended.out(), "[models.<alias>]");
  }

  @Test
  void aTaskThatSomebodyElseCancelsExitsWith2() throws Exception {
    try (var model =
            ScriptedModelServer.start((role, asked) -> new ScriptedModelServer.Reply.Silence());
        var run = loom.withModel(model.baseUrl()).start("run", "wait for ever")) {
      var task = run.said(TASK).group(1);
      var engine = Json.parse(Files.readString(home.resolve("engine.json")));
      try (var rest = LoomRest.at(URI.create(engine.path("address").asText()))) {
        assertEquals(200, rest.post("/tasks/" + task + "/cancel", "{}").statusCode());
        var ended = run.ended();
        assertExit(2, ended);
        assertHas(ended.out(), "Cancelled in ");
      }
    }
  }

  @Test
  void theHomeIsForItsOwnerOnly() throws Exception {
    assertExit(0, loom.run("tools"));
    assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(home)));
  }

  @Test
  void aSecondProcessWorksOnTheEngineThatServesTheHome() throws Exception {
    try (var server = loom.serve();
        var rest = LoomRest.at(server.address())) {
      write("a.py", "print(1)\n");
      var ended = loom.run("run", STOCK);
      assertExit(0, ended);
      assertFalse(ended.out().contains("Models: "), "it started an engine:\n" + ended.out());
      var matcher = TASK.matcher(ended.out());
      assertTrue(matcher.find(), ended.out());
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
  void aTaskIdThatCannotBeOneIsAMistakeOfTheCommandLine() throws Exception {
    var ended = loom.run("status", "a/b");
    assertExit(64, ended);
    assertHas(ended.errors(), "Invalid task ID");
  }

  @Test
  void aWrongCommandLineExitsWith64AndSaysWhatIsMissing() throws Exception {
    var ended = loom.run("run");
    assertExit(64, ended);
    assertHas(ended.errors(), "GOAL");
    assertHas(ended.errors(), "Usage: loom run");
    assertExit(64, loom.run("run", "List the files", "--workspaces", "x"));
  }

  @Test
  void aWrongConfigurationExitsWith78AndNamesTheFileAndTheKey() throws Exception {
    Files.createDirectories(home);
    Files.writeString(home.resolve("loom.toml"), "[server]\nprot = 1\n");
    var ended = loom.run("run", "List the files");
    assertExit(78, ended);
    assertHas(ended.errors(), home.resolve("loom.toml") + ": server.prot");

    Files.writeString(home.resolve("loom.toml"), "[server\n");
    var broken = loom.run("serve");
    assertExit(78, broken);
    assertHas(broken.errors(), home.resolve("loom.toml").toString());
  }

  @Test
  void aServerThatIsNotThereExitsWith69AndNamesIt() throws Exception {
    var url = "http://127.0.0.1:" + closedPort();
    var ended = loom.run("run", "List the files", "--server", url);
    assertExit(69, ended);
    assertHas(ended.errors(), url);
    assertHas(ended.errors(), "loom serve");
  }

  @Test
  void aWorkspaceThatIsNotThereIsRefusedByName() throws Exception {
    var ended = loom.run("run", "List the files", "-w", "nowhere");
    assertExit(1, ended);
    assertHas(ended.errors(), "Path does not exist: " + folder.resolve("nowhere"));
  }

  @Test
  void theVersionIsOneLine() throws Exception {
    var ended = loom.run("--version");
    assertExit(0, ended);
    assertTrue(ended.out().matches("loom \\S+ \\(Java \\S+\\)\n"), ended.out());
    assertEquals("", ended.errors());
    assertFalse(Files.exists(home), "asking for the version left something behind");
  }

  @Test
  void anInterruptedRunCancelsItsTask() throws Exception {
    try (var model =
            ScriptedModelServer.start((role, asked) -> new ScriptedModelServer.Reply.Silence());
        var server = loom.withModel(model.baseUrl()).serve();
        var rest = LoomRest.at(server.address());
        var run = loom.start("run", "wait for ever")) {
      var task = run.said(TASK).group(1);
      run.said(Pattern.compile("Planning"));
      run.stop();
      assertEquals("cancelled", rest.finished(task).path("status").asText());
    }
  }

  @Test
  void aServerThatIsStoppedAsSoonAsItListensEndsInOrder() throws Exception {
    try (var server = loom.serve()) {
      server.address();
      var ended = server.stop();
      assertEquals("", ended.errors());
      // 128 and SIGTERM.
      assertEquals(143, ended.exitCode());
      assertFalse(Files.exists(home.resolve("engine.json")), "the home was not given back");
    }
  }

  @Test
  void aTaskRunsOnlyInItsWorkspace() throws Exception {
    var other = Files.createDirectory(temp.resolve("other"));
    write("a.py", "print(1)\n");
    Files.writeString(other.resolve("b.java"), "class B {}\n");
    assertExit(0, loom.run("run", STOCK, "-w", other.toString()));
    assertTrue(Files.exists(other.resolve("STOCK.md")));
    assertFalse(Files.exists(folder.resolve("STOCK.md")));
  }
}
