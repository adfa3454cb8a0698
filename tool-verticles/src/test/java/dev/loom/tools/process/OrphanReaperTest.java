package dev.loom.tools.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.loom.contracts.config.ToolsConfig;
import dev.loom.contracts.id.StepId;
import dev.loom.contracts.id.TaskId;
import dev.loom.tools.sandbox.Confinement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Kills an engine JVM during a run.
@Timeout(60)
class OrphanReaperTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "exec sleep 60",
        "sleep 60; true",
        "setsid sleep 60 & (setsid sleep 60 &) ; sh -c 'sleep 60; true'; true"
      })
  void everyProcessOfARunDiesWithItsEngine(String script, @TempDir Path temp) throws Exception {
    assertNothingSurvivesTheEngine("run", script, temp);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"exec sleep 60", "setsid sleep 60 & (setsid sleep 60 &) ; sleep 60; true"})
  void everyBackgroundProcessDiesWithItsEngine(String script, @TempDir Path temp) throws Exception {
    assertNothingSurvivesTheEngine("start", script, temp);
  }

  private static void assertNothingSurvivesTheEngine(String how, String script, Path temp)
      throws Exception {
    Assumptions.assumeTrue(Files.isDirectory(Path.of("/proc/self")), "needs Linux");
    var step = "step-" + UUID.randomUUID();
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var engine =
        new ProcessBuilder(
                java,
                "-cp",
                System.getProperty("java.class.path"),
                Engine.class.getName(),
                temp.toRealPath().toString(),
                step,
                how,
                script)
            .inheritIO()
            .start();
    try {
      await(() -> Files.exists(temp.resolve("ready")));
      assertFalse(running(step).isEmpty(), "the command never started");
    } finally {
      engine.destroyForcibly().waitFor(20, TimeUnit.SECONDS);
    }
    await(() -> running(step).isEmpty());
    assertEquals(List.of(), running(step));
  }

  private static List<Long> running(String step) {
    return ProcessTable.read().rows().stream()
        .filter(ProcessTable.Row::isAlive)
        .map(ProcessTable.Row::pid)
        .filter(
            pid ->
                ProcessTable.environment(pid).orElse("").contains("\0LOOM_STEP_ID=" + step + "\0"))
        .toList();
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    var end = System.nanoTime() + TIMEOUT.toNanos();
    while (!condition.getAsBoolean() && System.nanoTime() - end < 0) {
      Thread.sleep(10);
    }
  }

  /// The main class of the JVM to kill.
  static final class Engine {
    private Engine() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
      var background =
          new BackgroundProcesses(
              ToolsConfig.Processes.defaults(), task -> new CompletableFuture<>());
      try (var processes =
          new CallProcesses(
              Confinement.none(Path.of(arguments[0])),
              Map.of("LOOM_STEP_ID", arguments[1]),
              () -> Duration.ofSeconds(60),
              new BackgroundProcesses.OfTask(
                  background, new TaskId("t"), new StepId("s.1.1.1"), ""))) {
        var command = List.of("sh", "-c", "echo > ready; " + arguments[3]);
        if (arguments[2].equals("run")) {
          processes.run(command, Map.of());
        } else {
          processes.start(command, Map.of());
          processes.keepBackground();
        }
      }
      Thread.sleep(Duration.ofSeconds(60));
    }
  }
}
