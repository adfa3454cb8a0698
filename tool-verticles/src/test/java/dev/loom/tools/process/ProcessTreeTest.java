package dev.loom.tools.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.tools.os.SerializedProcessStart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class ProcessTreeTest {
  private static final String NAME = "LOOM_TEST_MARK";
  private final String mark = UUID.randomUUID().toString();

  private Process start(String script) throws IOException {
    var builder = new ProcessBuilder("setsid", "sh", "-c", script);
    builder.environment().put(NAME, mark);
    return SerializedProcessStart.start(builder);
  }

  private List<Long> alive() {
    return ProcessTable.read().rows().stream()
        .filter(ProcessTable.Row::isAlive)
        .map(ProcessTable.Row::pid)
        .filter(
            pid ->
                ProcessTable.environment(pid).orElse("").contains("\0" + NAME + "=" + mark + "\0"))
        .toList();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "echo ready; sleep 999",
        "sleep 999 & echo ready; wait",
        "setsid sleep 999 & (setsid sleep 999 &) ; echo ready; wait",
        "trap '' TERM HUP INT; echo ready; while :; do sleep 1; done"
      })
  void killEndsAllProcessesOfTheTree(String script) throws Exception {
    Assumptions.assumeTrue(Files.isDirectory(Path.of("/proc/self")), "needs /proc");
    var root = start(script);
    assertEquals("ready", root.inputReader().readLine());
    new ProcessTree(root, NAME + "=" + mark, 0, false).kill();
    assertEquals(List.of(), alive());
    assertFalse(root.isAlive());
  }

  @Test
  void aProcessWithAnotherMarkIsNotKilled() throws Exception {
    var other = start("echo ready; sleep 999");
    try {
      assertEquals("ready", other.inputReader().readLine());
      var root = SerializedProcessStart.start(new ProcessBuilder("true"));
      root.waitFor();
      new ProcessTree(root, NAME + "=another", 0, false).kill();
      assertTrue(other.isAlive());
    } finally {
      new ProcessTree(other, NAME + "=" + mark, 0, false).kill();
    }
  }
}
