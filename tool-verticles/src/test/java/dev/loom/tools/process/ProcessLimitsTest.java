package dev.loom.tools.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.loom.contracts.config.ToolsConfig;
import dev.loom.tools.ToolHarness;
import dev.loom.tools.sandbox.Confinement;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class ProcessLimitsTest {
  private static final ToolsConfig.Processes LIMITS = ToolsConfig.Processes.defaults();

  @TempDir private Path workspace;

  @BeforeEach
  void requireIds() {
    assumeTrue(ProcessLimits.newId() != 0, "this process has limits itself");
  }

  private static Process start(long id, String script) throws Exception {
    var command = List.of("/bin/sh", "-c", script + "; echo; exec cat");
    var process = new ProcessBuilder(ProcessLimits.command(command, LIMITS, false, id)).start();
    process.getInputStream().read();
    return process;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ":",
        "ulimit -S -m 5",
        "ulimit -m 5",
        "{ ulimit -w 5 || ulimit -x 5; }",
        "ulimit -c 0"
      })
  void aProcessKeepsItsIdOrIsNoticed(String change) throws Exception {
    long id = ProcessLimits.newId();
    var process = start(id, change + " 2> /dev/null");
    try {
      assertTrue(ProcessLimits.hasId(process.pid(), id));
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void idsDifferAndBelongToOneEngine() throws Exception {
    long id = ProcessLimits.newId();
    assertNotEquals(id, ProcessLimits.newId());
    var process = start(id, ":");
    try {
      assertFalse(ProcessLimits.hasId(process.pid(), ProcessLimits.newId()));
      assertFalse(ProcessLimits.hasId(ProcessHandle.current().pid(), id));
      var line = "Max file locks            " + id + " ";
      assertTrue(Pattern.compile(ProcessLimits.enginePattern()).matcher(line).find(), line);
    } finally {
      process.destroyForcibly();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(setsid env -i sh -c 'setsid sleep 48.%s &' &)",
        "(env -i setsid sh -c 'ulimit -m 9; exec sleep 48.%s' &)",
        "(env -i setsid sh -c 'ulimit -w 9; ulimit -x 9; exec sleep 48.%s' &)",
      })
  void noDaemonSurvivesWithoutASandbox(String daemon) throws Exception {
    var id = Long.toString(System.nanoTime());
    try (var processes =
        new CallProcesses(
            Confinement.none(workspace),
            Map.of(),
            () -> Duration.ofSeconds(20),
            ToolHarness.noBackground())) {
      Shell.run(processes, daemon.formatted(id) + " > /dev/null 2>&1; sleep 0.3");
    }
    assertEquals(
        0,
        ProcessHandle.allProcesses()
            .filter(process -> process.info().commandLine().orElse("").endsWith("48." + id))
            .count());
  }
}
