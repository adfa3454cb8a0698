package dev.loom.tools.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.loom.contracts.config.SandboxMode;
import dev.loom.tools.ToolHarness;
import dev.loom.tools.process.CallProcesses;
import dev.loom.tools.process.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Runs commands that exhaust something, or survive, in the sandbox of this machine.
@Timeout(60)
class SandboxLimitsTest {
  @TempDir private Path root;
  private SandboxHarness harness;

  @BeforeEach
  void prepare() throws Exception {
    var layout = SandboxLayout.of(root.resolve("loom"), root.resolve("loom/loom.db"), () -> 0);
    var selection = SandboxSelection.choose(SandboxMode.AUTO, layout);
    assumeTrue(selection.weaknesses().isEmpty(), selection.describe());
    harness = new SandboxHarness(root, selection.sandbox(), layout);
  }

  private String shell(String command) throws IOException, InterruptedException {
    try (var processes =
        new CallProcesses(
            new Confinement(harness.sandbox, harness.policy()),
            Map.of(),
            () -> Duration.ofSeconds(20),
            ToolHarness.noBackground())) {
      return Shell.run(processes, command).output();
    }
  }

  private void assertEnded(String command, String limit) {
    var failure = assertThrows(IOException.class, () -> shell(command));
    assertTrue(failure.getMessage().contains(limit), failure.getMessage());
  }

  /// Doubles eleven times only, so that a limit that fails does not cost the machine its process
  /// ids.
  @Test
  void processesThatDoubleAreKilled() {
    assertEnded(
        "f() { if [ $1 = 0 ]; then sleep 50; else f $(($1 - 1)) & f $(($1 - 1)); fi; }; f 11",
        "tools.processes_max");
  }

  @Test
  void memoryWithoutEndIsFreed() {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/perl")), "perl is not installed");
    assertEnded("perl -e '$a = \"x\" x 1.5e9; sleep 50'", "tools.process_memory_mb_max");
  }

  @Test
  void aFileWithoutEndIsCut() throws Exception {
    shell("head -c 100000000 /dev/zero > big");
    assertEquals(16 << 20, Files.size(harness.workspace.resolve("big")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "setsid sleep 47.%s",
        "setsid env -i sleep 47.%s",
        "(setsid env -i sh -c 'setsid sleep 47.%s &' &)",
        "nohup env -i sleep 47.%s",
        "trap '' TERM HUP; sleep 47.%s",
      })
  void noDaemonSurvives(String daemon) throws Exception {
    var id = Long.toString(System.nanoTime());
    shell(daemon.formatted(id) + " > /dev/null 2>&1 & sleep 0.2");
    assertEquals(
        0,
        ProcessHandle.allProcesses()
            .filter(process -> process.info().commandLine().orElse("").endsWith("47." + id))
            .count());
  }

  @Test
  void aCommandThatNeedsMoreLearnsHowToAsk() throws Exception {
    var network = shell("echo 'curl: (6) Could not resolve host: example.org'; exit 6");
    assertTrue(network.contains("\"network\": true"), network);
    var file = shell("echo x > /etc/loom-test");
    assertTrue(file.contains("\"writable\""), file);
    assertEquals("Read-only file system\n", shell("echo Read-only file system"));
  }
}
