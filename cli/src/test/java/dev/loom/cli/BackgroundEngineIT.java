package dev.loom.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.loom.cli.ScriptedModelServer.Reply;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Checks the engine that commands start in the background and share.
@Timeout(180)
class BackgroundEngineIT {
  private static final int COMMANDS = 20;
  private static final Pattern TASK = Pattern.compile("(?m)^Task (\\S+) in ");

  @TempDir Path temp;
  private Path home;
  private LoomLauncher loom;

  @BeforeEach
  void createLauncher() {
    home = temp.resolve("home");
    loom = LoomLauncher.forHome(home, temp);
  }

  @AfterEach
  void stopEngine() throws Exception {
    loom.stopEngine();
  }

  private static void assertExit(int expected, LoomProcess.Ended result) {
    assertEquals(expected, result.exitCode(), () -> result.out() + result.errors());
    assertFalse(result.errors().contains("\tat "), result.errors());
  }

  private static void assertHas(String text, String expected) {
    assertTrue(text.contains(expected), () -> "no \"" + expected + "\" in:\n" + text);
  }

  private static ScriptedModelServer silentModel() throws IOException {
    return ScriptedModelServer.start((role, conversation) -> new Reply.NoResponse());
  }

  private static String awaitTask(LoomProcess run) throws Exception {
    return run.awaitOutput(TASK).group(1);
  }

  private long enginePid() {
    return loom.engine().orElseThrow().path("pid").asLong();
  }

  private LoomRestClient rest() {
    return LoomRestClient.forAddress(
        URI.create(loom.engine().orElseThrow().path("address").asText()));
  }

  @Test
  void commandsAtTheSameMomentShareOneEngine() throws Exception {
    var runs = new ArrayList<LoomProcess>();
    for (int i = 0; i < COMMANDS; i++) {
      var workspace = Files.createDirectory(temp.resolve("work" + i));
      runs.add(LoomLauncher.forHome(home, workspace).start("run", "count files"));
    }
    for (var run : runs) {
      assertExit(0, run.awaitEnd());
    }
    var log = Files.readString(home.resolve("engine.log"));
    assertEquals(1, log.lines().filter(line -> line.startsWith("Loom listens")).count(), log);
    assertEquals(COMMANDS + 1, loom.run("tasks").out().lines().count());
  }

  @Test
  void anUnusedEngineEnds() throws Exception {
    assertExit(0, loom.withSetting("server.idle_exit_seconds", "1").run("tasks"));
    var pid = enginePid();
    PollingDeadline.after(Duration.ofSeconds(60))
        .until(
            "the engine is gone",
            () ->
                loom.engine().isEmpty()
                    && ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty());
    assertHas(loom.run("status").out(), "No engine is running on " + home);
  }

  @Test
  void theEngineHasItsOwnSessionAndOutlivesTheCommand() throws Exception {
    assertExit(0, loom.run("tasks"));
    var pid = enginePid();
    var stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
    var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    assertEquals(Long.toString(pid), fields[3], "its session");
    assertExit(0, loom.run("tasks"));
    assertEquals(pid, enginePid());
    assertExit(0, loom.run("stop"));
    assertEquals(Optional.empty(), loom.engine());
  }

  /// Such as one that the system ended for want of memory. A command that only asks gets the engine
  /// that it starts; one that follows a task has to see its end.
  @Test
  void anEngineThatEndsUnexpectedlyIsStartedAgain() throws Exception {
    try (var run = loom.start("run", "run `touch started; sleep 5`")) {
      PollingDeadline.after(Duration.ofSeconds(60))
          .until("the command runs", () -> Files.exists(temp.resolve("started")));
      var lost = loom.engine().orElseThrow();
      ProcessHandle.of(lost.path("pid").asLong()).orElseThrow().destroyForcibly();
      var result = run.awaitEnd();
      // The command was interrupted, and is not repeated.
      assertExit(1, result);
      assertHas(result.out(), "The engine ended unexpectedly and was started again");
      assertHas(result.out(), "Failed in ");
      assertNotEquals(lost.path("pid").asLong(), enginePid());
      assertEquals(lost.path("address"), loom.engine().orElseThrow().path("address"));
    }
  }

  @Test
  void anEngineThatIsStoppedIsNotStartedAgain() throws Exception {
    try (var run = loom.start("run", "run `sleep 60`")) {
      run.awaitOutput(Pattern.compile("◐ run-command"));
      assertExit(0, loom.run("stop", "--now"));
      var result = run.awaitEnd();
      assertExit(69, result);
      assertHas(result.errors(), "The engine was stopped.");
      assertEquals(Optional.empty(), loom.engine());
    }
  }

  /// The thread that reads keys must not keep the process from ending.
  @Test
  void aCommandOnATerminalEndsWithItsTask() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/script")), "script is not installed");
    try (var run = loom.startOnTerminal("run", "count files")) {
      var result = run.awaitEnd();
      assertExit(0, result);
      assertHas(result.out(), "Done");
      assertFalse(result.out().contains("Exception"), result.out());
    }
  }

  @Test
  void anInterruptedCommandCancelsItsOwnTaskOnly() throws Exception {
    try (var model = silentModel()) {
      var modelled = loom.withModel(model.baseUrl());
      try (var first = modelled.start("run", "wait for ever");
          var second = modelled.start("run", "wait for ever too")) {
        var cancelled = awaitTask(first);
        var other = awaitTask(second);
        first.awaitOutput(Pattern.compile("Planning"));
        second.awaitOutput(Pattern.compile("Planning"));
        var interrupted = first.stop();
        assertEquals(143, interrupted.exitCode());
        assertHas(interrupted.out(), "Cancelled in ");
        try (var rest = rest()) {
          var task = rest.awaitFinished(cancelled);
          assertEquals("cancelled", task.path("status").asText());
          assertHas(rest.events(cancelled).toString(), "Cancelled (Ctrl-C).");
          assertFalse(rest.isFinished(other));
        }
        second.assertAliveFor(Duration.ofMillis(200));
      }
    }
  }

  @Test
  void aDetachedTaskGoesOnAndTheNextEngineContinuesIt() throws Exception {
    try (var model = silentModel()) {
      var modelled = loom.withModel(model.baseUrl());
      var detached = modelled.run("run", "wait for ever", "--detach");
      assertExit(0, detached);
      var task = TASK.matcher(detached.out());
      assertTrue(task.find(), detached.out());

      var busy = loom.run("stop");
      assertExit(1, busy);
      assertHas(busy.errors(), task.group(1));
      var serve = loom.run("serve");
      assertExit(69, serve);
      assertHas(serve.errors(), task.group(1));
      var status = loom.run("status");
      assertHas(status.out(), "Running: 1 task");
      assertHas(detached.out(), "Models: scripted = scripted at " + model.baseUrl());

      var stopped = loom.run("stop", "--now");
      assertExit(0, stopped);
      assertHas(stopped.out(), "Interrupted; the next engine continues it: " + task.group(1));
      assertHas(loom.run("status").out(), "continues unfinished tasks");
      try (var next = modelled.start("run", "another")) {
        next.awaitOutput(Pattern.compile("Also going on: " + task.group(1)));
        awaitTask(next);
      }
      assertExit(0, loom.run("stop", "--now"));
      assertHas(modelled.run("tasks").errors(), "Also going on: " + task.group(1));
    }
  }

  @Test
  void serveReplacesAnEngineInTheBackgroundThatRunsNothing() throws Exception {
    assertExit(0, loom.run("tasks"));
    var pid = enginePid();
    try (var server = loom.serve()) {
      server.address();
      assertEquals(server.pid(), enginePid());
      assertNotEquals(pid, server.pid());
      assertExit(0, loom.run("stop"));
      assertEquals(0, server.awaitEnd().exitCode());
    }
  }

  @Test
  void serveThatCannotStartLeavesTheEngineInTheBackground() throws Exception {
    assertExit(0, loom.run("tasks"));
    var pid = enginePid();
    assertExit(78, loom.run("serve", "--host", "0.0.0.0"));
    assertEquals(pid, enginePid());
  }

  @Test
  void anEngineThatDoesNotStartIsReportedWithItsReason() throws Exception {
    var result = loom.withEnvironment(Map.of("LOOM_SERVER_HOST", "10.0.0.1")).run("tasks");
    assertExit(78, result);
    assertHas(result.errors(), "server.host is '10.0.0.1'");
  }
}
