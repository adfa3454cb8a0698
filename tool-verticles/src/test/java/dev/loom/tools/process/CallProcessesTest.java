package dev.loom.tools.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.loom.api.tool.ProcessRunner.ProcessResult;
import dev.loom.tools.ToolHarness;
import dev.loom.tools.sandbox.Confinement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Runs real programs. Surviving processes are found by the step id in their environment.
@Timeout(60)
class CallProcessesTest {
  private final String step = "step-" + UUID.randomUUID();
  private final long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
  @TempDir private Path directory;
  private CallProcesses processes;

  @BeforeEach
  void prepare() throws IOException {
    directory = directory.toRealPath();
    processes =
        new CallProcesses(
            Confinement.none(directory),
            Map.of("LOOM_STEP_ID", step, "LOOM_TASK_ID", "task"),
            () -> Duration.ofNanos(end - System.nanoTime()),
            ToolHarness.noBackground());
  }

  @AfterEach
  void checkNoProcessSurvives() {
    assertEquals(List.of(), survivors());
  }

  private List<Long> survivors() {
    return ProcessTable.read().rows().stream()
        .filter(ProcessTable.Row::isAlive)
        .map(ProcessTable.Row::pid)
        .filter(
            pid ->
                ProcessTable.environment(pid).orElse("").contains("\0LOOM_STEP_ID=" + step + "\0"))
        .toList();
  }

  private ProcessResult shell(String script) throws IOException, InterruptedException {
    return processes.run(List.of("sh", "-c", script), Map.of());
  }

  @Test
  void outputErrorsAndExitCodeAreReturnedSeparately() throws Exception {
    assertEquals(new ProcessResult(3, "out\n", "err\n"), shell("echo out; echo err >&2; exit 3"));
    assertEquals(new ProcessResult(0, "", ""), processes.run(List.of("true"), Map.of()));
  }

  @Test
  void aCharacterThatCannotBePassedIsNotReplaced() throws Exception {
    assumeTrue(System.getProperty("sun.jnu.encoding").equals("UTF-8"));
    assertEquals("é 你\n", shell("echo é 你").output());
    var failure = assertThrows(IOException.class, () -> shell("echo \ud83d"));
    assertTrue(failure.getMessage().contains("lacks characters"), failure.getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"é 你 😀", "a\\\\b \\\\n %s \\\\0101", "two  blanks", "*"})
  void aCommandLineBeyondTheLocaleIsPassedAsItIs(String text) throws Exception {
    var command = "printf '%s|' '" + text + "' $((1 + 1)); printf 'é\\n' >&2\n\n";
    assertEquals(
        new ProcessResult(0, text + "|2|é\n", ""),
        processes.run(Shell.escapedArguments(command), Map.of()));
  }

  @ParameterizedTest
  @ValueSource(ints = {9, 11, 15})
  void anEndBySignalHasExitCode128PlusTheSignal(int signal) throws Exception {
    assertEquals(128 + signal, shell("kill -" + signal + " $$").exitCode());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sleep 999 &",
        "setsid sleep 999 &",
        "setsid sleep 999 </dev/null >/dev/null 2>&1 &",
        "(setsid sh -c 'sleep 999 & sleep 998' &) &",
        "sh -c 'sh -c \"sleep 999 &\" &'",
        "nohup sleep 999 >/dev/null 2>&1 &",
        "(trap '' TERM HUP INT; sleep 999) &",
        "(trap '' TERM HUP INT; while :; do sleep 1; done) &",
        "env -i sleep 999 &",
        "setsid sh -c 'cd /; exec sleep 999' >/dev/null 2>&1 &"
      })
  void backgroundProcessesAreDeadWhenTheCommandReturns(String script) throws Exception {
    assertEquals(0, shell(script).exitCode());
    assertEquals(List.of(), survivors());
  }

  @Test
  void aChildInItsOwnSessionWithoutEnvironmentIsKilledWhileItsParentLives() throws Exception {
    var thread = interruptedOnceRunning("env -i setsid sleep 987.125 & echo $! > ready; wait");
    thread.join();
    var alive =
        ProcessHandle.allProcesses()
            .filter(handle -> handle.info().commandLine().orElse("").contains("sleep 987.125"))
            .count();
    assertEquals(0, alive);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "touch ready; sleep 60",
        "trap '' TERM INT HUP; touch ready; while :; do sleep 1; done",
        "setsid sh -c 'trap \"\" TERM; sleep 999' & touch ready; wait",
        "touch ready; yes",
        "touch ready; while :; do (setsid sleep 999 &) ; sleep 0.02; done"
      })
  void anInterruptKillsAllProcessesBeforeItIsRethrown(String script) throws Exception {
    var thread = interruptedOnceRunning(script);
    thread.join(Duration.ofSeconds(2));
    assertFalse(thread.isAlive());
  }

  private Thread interruptedOnceRunning(String script) throws Exception {
    var failure = new AtomicReference<Throwable>();
    var left = new AtomicReference<List<Long>>();
    var thread =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    shell(script);
                  } catch (InterruptedException | IOException stopped) {
                    failure.set(stopped);
                    left.set(survivors());
                  }
                });
    awaitFile(directory.resolve("ready"));
    thread.interrupt();
    thread.join();
    assertTrue(failure.get() instanceof InterruptedException, String.valueOf(failure.get()));
    assertEquals(List.of(), left.get());
    return thread;
  }

  private static void awaitFile(Path file) throws InterruptedException {
    for (var i = 0; i < 2_000 && !Files.exists(file); i++) {
      Thread.sleep(5);
    }
    assertTrue(Files.exists(file), "the command never started");
  }

  @Test
  void aRunEndsAtItsDeadlineWithoutAnInterrupt() throws IOException {
    try (var late =
        new CallProcesses(
            Confinement.none(directory),
            Map.of("LOOM_STEP_ID", step),
            () -> Duration.ofMillis(100),
            ToolHarness.noBackground())) {
      assertThrows(InterruptedException.class, () -> late.run(List.of("sleep", "60"), Map.of()));
    }
  }

  @Test
  void closingTheCallEndsItsRunsOnOtherThreads() throws Exception {
    var failure = new AtomicReference<Throwable>();
    var thread =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    shell("touch ready; sleep 60");
                  } catch (InterruptedException | IOException stopped) {
                    failure.set(stopped);
                  }
                });
    awaitFile(directory.resolve("ready"));
    processes.close();
    thread.join();
    assertTrue(failure.get() instanceof InterruptedException);
    assertThrows(InterruptedException.class, () -> shell("true"));
  }

  @Test
  void longOutputKeepsItsBeginningAndEndWithAMarker() throws Exception {
    var outcome = shell("echo first; head -c 50000000 /dev/zero | tr '\\0' x; echo; echo last");
    assertEquals(0, outcome.exitCode());
    assertTrue(outcome.output().startsWith("first\nxxx"));
    assertTrue(outcome.output().endsWith("xxx\nlast\n"));
    assertTrue(outcome.output().contains("bytes left out"));
    assertTrue(outcome.output().length() < BoundedOutput.BYTES_MAX + 100);
  }

  @Test
  void outputUpToTheLimitIsComplete() throws Exception {
    var outcome = shell("head -c 1048576 /dev/zero | tr '\\0' x; head -c 600000 /dev/zero >&2");
    assertEquals("x".repeat(BoundedOutput.BYTES_MAX), outcome.output());
    assertEquals(600_000, outcome.errorOutput().length());
  }

  @Test
  void standardInputIsEmpty() throws Exception {
    assertEquals(new ProcessResult(0, "", ""), processes.run(List.of("cat"), Map.of()));
  }

  @Test
  void theEnvironmentContainsOnlyAllowedVariables() throws Exception {
    var outcome = processes.run(List.of("env"), Map.of("ADDED", "yes", "LOOM_TASK_ID", "fake"));
    var names = outcome.output().lines().map(line -> line.replaceFirst("=.*", "")).toList();
    var allowed =
        List.of(
            "PATH",
            "HOME",
            "LANG",
            "LC_ALL",
            "LC_CTYPE",
            "TERM",
            "TMPDIR",
            "USER",
            "PWD",
            "ADDED",
            "LOOM_TASK_ID",
            "LOOM_STEP_ID",
            "LOOM_RUN_ID",
            "LOOM_ENGINE_ID");
    assertTrue(allowed.containsAll(names), names.toString());
    assertTrue(outcome.output().contains("TERM=dumb"));
    assertTrue(outcome.output().contains("ADDED=yes"));
    assertTrue(outcome.output().contains("LOOM_TASK_ID=task"), "an id was overridden");
  }

  @Test
  void aProcessRunsInTheWorkspaceAndInItsOwnSession() throws Exception {
    var outcome = shell("pwd; ps -o sid= -p $$ | tr -d ' '; echo $$");
    var lines = outcome.output().lines().toList();
    assertEquals(directory.toString(), lines.get(0));
    assertEquals(lines.get(2), lines.get(1));
  }

  @Test
  void aMissingProgramFailsWithItsName() {
    for (var program : List.of("no-such-program", "./no-such-file", "/tmp", "")) {
      var message =
          assertThrows(IOException.class, () -> processes.run(List.of(program), Map.of()))
              .getMessage();
      assertTrue(message.startsWith("Cannot run '" + program + "'"), message);
    }
    assertThrows(IOException.class, () -> processes.run(List.of(), Map.of()));
  }

  @Test
  void aTooLongCommandLineFailsWithAHint() {
    var message =
        assertThrows(IOException.class, () -> shell("true " + "x".repeat(200_000))).getMessage();
    assertTrue(message.endsWith("write it to a file and run the file"), message);
  }
}
