package dev.loom.tools.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.api.tool.ToolResult;
import dev.loom.tools.ToolHarness;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ShellExecuteToolTest {
  private final ShellExecuteTool shellExecute = new ShellExecuteTool(Duration.ofSeconds(30));
  @TempDir private Path root;
  private ToolHarness harness;

  @BeforeEach
  void open() throws IOException {
    harness = new ToolHarness(root);
  }

  @AfterEach
  void close() throws IOException {
    harness.close();
  }

  private ToolResult shell(String command) throws Exception {
    return harness.run(shellExecute, Map.of("command", command));
  }

  private static ToolResult result(String output, int exitCode) {
    var error = exitCode == 0 ? "" : "Exit code: " + exitCode;
    var result = exitCode == 0 ? ToolResult.ok("") : ToolResult.fail("nonzero_exit", error);
    return result.withOutput(output).withData(Map.of("exit_code", exitCode));
  }

  @Test
  void outputComesBeforeErrorsAndTheExitCodeDecides() throws Exception {
    assertEquals(result("out\n[stderr]\nerr\n", 0), shell("echo err >&2; echo out"));
    assertEquals(result("out\n[stderr]\nerr", 2), shell("printf out; printf err >&2; exit 2"));
    assertEquals(result("[stderr]\nerr", 137), shell("printf err >&2; kill -9 $$"));
    assertEquals(result("", 0), shell("true"));
  }

  @Test
  void aMissingCommandFailsWithExitCode127() throws Exception {
    var result = shell("no-such-command");
    assertEquals("Exit code: 127", result.error());
    assertTrue(result.output().startsWith("[stderr]\n"), result.output());
  }

  @Test
  void anEmptyCommandFails() throws Exception {
    assertEquals(ToolResult.fail("invalid_arguments", "'command' is empty"), shell("  "));
    assertTrue(shell("a\0b").error().contains("NUL"));
  }
}
