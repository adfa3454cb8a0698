package dev.loom.tools.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.api.tool.BackgroundProcess;
import dev.loom.contracts.config.SandboxMode;
import dev.loom.contracts.config.ToolsConfig;
import dev.loom.contracts.id.StepId;
import dev.loom.contracts.id.TaskId;
import dev.loom.tools.sandbox.Confinement;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Runs real programs. Surviving processes are found by the step id in their environment.
@Timeout(60)
class BackgroundProcessesTest {
  private static final TaskId TASK = new TaskId("t");

  private final String step = "step-" + UUID.randomUUID();
  private int steps;
  private final CompletableFuture<Void> taskEnd = new CompletableFuture<>();
  private BackgroundProcesses background =
      new BackgroundProcesses(ToolsConfig.Processes.defaults(), task -> taskEnd);
  @TempDir private Path directory;

  @BeforeEach
  void resolve() throws IOException {
    directory = directory.toRealPath();
  }

  @AfterEach
  void close() throws InterruptedException {
    background.close();
    assertEquals(0, alive());
  }

  private void limit(int perTask, int all, int seconds) {
    background =
        new BackgroundProcesses(
            new ToolsConfig.Processes(
                SandboxMode.AUTO, List.of(), 512, 8_192, 8_192, perTask, all, seconds),
            task -> taskEnd);
  }

  private long alive() {
    return ProcessTable.read().rows().stream()
        .filter(ProcessTable.Row::isAlive)
        .map(row -> ProcessTable.environment(row.pid()).orElse(""))
        .filter(environment -> environment.contains("\0LOOM_STEP_ID=" + step + "\0"))
        .count();
  }

  @Test
  void noIdIsUsedAgain() throws Exception {
    var call = call();
    var ids = new HashSet<String>();
    for (var i = 0; i < 2; i++) {
      ids.add(call.start(List.of("true"), Map.of()).id());
      ids.add(start("exit 0").id());
    }
    assertEquals(4, ids.size(), ids.toString());
  }

  private CallProcesses call() {
    return call(TASK, "host");
  }

  private CallProcesses call(TaskId task, Object host) {
    return new CallProcesses(
        Confinement.none(directory),
        Map.of("LOOM_STEP_ID", step),
        () -> Duration.ofSeconds(30),
        new BackgroundProcesses.OfTask(background, task, new StepId("s.1.1." + ++steps), host));
  }

  /// Starts a shell script in a call that ends.
  private BackgroundProcess start(String script) throws IOException, InterruptedException {
    return start(call(), script);
  }

  private static BackgroundProcess start(CallProcesses processes, String script)
      throws IOException, InterruptedException {
    try (processes) {
      var process = processes.start(List.of("sh", "-c", script), Map.of());
      processes.keepBackground();
      return process;
    }
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    for (var i = 0; i < 2_000 && !condition.getAsBoolean(); i++) {
      Thread.sleep(5);
    }
    assertTrue(condition.getAsBoolean(), "the condition was not reached");
  }

  private static void awaitEnd(BackgroundProcess process) throws InterruptedException {
    await(() -> !process.isRunning());
  }

  @Test
  void aProcessOutlivesItsCallAndTheThreadOfTheCall() throws Exception {
    var started = new AtomicReference<BackgroundProcess>();
    var thread =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    started.set(start("cat; exit 3"));
                  } catch (IOException | InterruptedException failure) {
                    throw new IllegalStateException(failure);
                  }
                });
    thread.join();
    var process = call().background(started.get().id()).orElseThrow();
    process.write("one\n");
    await(() -> process.output().equals("one\n"));
    assertTrue(process.isRunning());
    assertEquals(OptionalInt.empty(), process.exitCode());
    process.closeInput();
    awaitEnd(process);
    assertEquals(OptionalInt.of(3), process.exitCode());
    assertEquals("one\n", process.output());
    assertEquals(List.of("sh", "-c", "cat; exit 3"), process.command());
  }

  @Test
  void outputAndErrorsAreInTheOrderOfArrival() throws Exception {
    var process = start("echo a; echo b >&2; echo c; exec sleep 60");
    await(() -> process.output().equals("a\nb\nc\n"));
    process.stop();
    assertEquals(OptionalInt.of(128 + 15), process.exitCode());
  }

  @Test
  void longOutputKeepsItsBeginningAndEnd() throws Exception {
    var process = start("echo first; head -c 5000000 /dev/zero | tr '\\0' x; echo last");
    awaitEnd(process);
    assertTrue(process.output().startsWith("first\nxxx"));
    assertTrue(process.output().endsWith("xxxlast\n"));
    assertTrue(process.output().length() < BoundedOutput.BYTES_MAX + 100);
  }

  @Test
  void inputThatIsNotReadBlocksNeitherTheCallNorTheStop() throws Exception {
    var process = start("exec sleep 60");
    var failure = new AtomicReference<Exception>();
    var thread =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    process.write("x".repeat(1_000_000));
                  } catch (IOException | InterruptedException stopped) {
                    failure.set(stopped);
                  }
                });
    thread.interrupt();
    thread.join();
    assertTrue(failure.get() instanceof InterruptedException, String.valueOf(failure.get()));
    var message = assertThrows(IOException.class, () -> process.write("y")).getMessage();
    assertEquals("Process " + process.id() + " has not read its earlier input yet", message);
    process.stop();
  }

  @Test
  void inputOfAnEndedProcessIsRefused() throws Exception {
    var process = start("exit 0");
    awaitEnd(process);
    assertEquals(
        "Process s.1.1.1 reads no input: it has ended, or its standard input is closed",
        assertThrows(IOException.class, () -> process.write("x")).getMessage());
  }

  @Test
  void aStoppedProcessMayEndInItsOwnWay() throws Exception {
    var process = start("trap 'echo bye; exit 7' TERM; echo up; while :; do sleep 0.05; done");
    await(() -> process.output().equals("up\n"));
    process.stop();
    process.stop();
    assertFalse(process.isRunning());
    assertEquals(OptionalInt.of(7), process.exitCode());
    assertTrue(process.output().endsWith("bye\n"), process.output());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sleep 999 & echo up; wait",
        "setsid sleep 999 & (setsid sh -c 'sleep 999 & sleep 998' &) ; echo up; wait",
        "trap '' TERM HUP INT; echo up; while :; do sleep 0.1; done"
      })
  void stoppingEndsAllDescendants(String script) throws Exception {
    var process = start(script);
    await(() -> process.output().equals("up\n"));
    assertTrue(alive() > 0);
    process.stop();
    assertEquals(0, alive());
  }

  @Test
  void descendantsEndWhenTheProcessExits() throws Exception {
    var process = start("setsid sleep 999 & sleep 998 & exit 4");
    awaitEnd(process);
    assertEquals(OptionalInt.of(4), process.exitCode());
    assertEquals(0, alive());
  }

  @Test
  void aRunOfTheSameCallDoesNotEndAProcess() throws Exception {
    try (var processes = call()) {
      var process = processes.start(List.of("sleep", "60"), Map.of());
      processes.run(List.of("true"), Map.of());
      assertTrue(process.isRunning());
      assertEquals(1, alive());
    }
  }

  @Test
  void aCallThatIsAbandonedTakesItsProcessesAlong() throws Exception {
    var earlier = start("exec sleep 60");
    try (var processes = call()) {
      processes.start(List.of("sleep", "60"), Map.of());
      assertEquals(2, alive());
    }
    assertEquals(1, alive());
    assertTrue(earlier.isRunning());
  }

  @Test
  void aTaskSeesItsOwnProcessesOnly() throws Exception {
    var first = start("exec sleep 60");
    var second = start(call(new TaskId("other"), "host"), "exec sleep 60");
    assertEquals(List.of(first), call().background());
    assertTrue(call().background(second.id()).isEmpty());
  }

  @Test
  void aProgramThatDoesNotExistFailsWithItsName() {
    assertTrue(
        assertThrows(IOException.class, () -> call().start(List.of("no-such"), Map.of()))
            .getMessage()
            .startsWith("Cannot run 'no-such'"));
  }

  @Test
  void aTaskHasNoMoreRunningProcessesThanAllowed() throws Exception {
    limit(2, 3, 60);
    var first = start("exec sleep 60");
    start("exec sleep 60");
    assertEquals(
        "The task has 2 running background processes already (tools.background_per_task_max);"
            + " stop one first",
        assertThrows(IOException.class, () -> start("true")).getMessage());
    first.stop();
    start("exec sleep 60");
  }

  @Test
  void theEngineHasNoMoreRunningProcessesThanAllowedAndRemembersAsMany() throws Exception {
    limit(2, 2, 60);
    var other = call(new TaskId("other"), "host");
    var ended = start("echo done");
    awaitEnd(ended);
    start("exec sleep 60");
    assertTrue(call().background(ended.id()).isPresent());
    start(other, "exec sleep 60");
    assertTrue(call().background(ended.id()).isEmpty());
    assertEquals(
        "The engine has 2 running background processes already (tools.background_max); stop one,"
            + " or try again later",
        assertThrows(IOException.class, () -> start("true")).getMessage());
  }

  @Test
  void aProcessIsStoppedAtItsMaximumAge() throws Exception {
    limit(1, 1, 1);
    var process = start("exec sleep 60");
    awaitEnd(process);
    assertEquals(OptionalInt.of(128 + 15), process.exitCode());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void theEndOfATaskStopsItsProcesses(boolean isKnown) throws Exception {
    var process = start("exec sleep 60");
    if (isKnown) {
      taskEnd.complete(null);
    } else {
      taskEnd.completeExceptionally(new IllegalStateException("unknown"));
    }
    awaitEnd(process);
    assertEquals(List.of(), call().background());
  }

  @Test
  void aProcessThatIsStartedAfterTheEndOfItsTaskIsStopped() throws Exception {
    taskEnd.complete(null);
    awaitEnd(start("exec sleep 60"));
  }

  @Test
  void aHostStopsTheProcessesThatWereStartedThere() throws Exception {
    var first = start(call(TASK, "first"), "exec sleep 60");
    var second = start(call(TASK, "second"), "exec sleep 60");
    background.stopStartedBy("first");
    assertFalse(first.isRunning());
    assertTrue(second.isRunning());
  }

  @Test
  void nothingIsStartedAfterTheEnd() throws Exception {
    background.close();
    assertThrows(IOException.class, () -> start("true"));
  }
}
