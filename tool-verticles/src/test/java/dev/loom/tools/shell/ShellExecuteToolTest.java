package dev.loom.tools.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.loom.api.tool.ToolResult;
import dev.loom.tools.ToolHarness;
import dev.loom.tools.process.Shell;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
  void outputAndErrorsKeepTheirOrderAndTheExitCodeDecides() throws Exception {
    assertEquals(
        result("1\n2\n3\n4\n", 0), shell("echo 1; echo 2 >&2; sh -c 'echo 3'; echo 4 >&2"));
    assertEquals(result("outerr", 2), shell("printf out; printf err >&2; exit 2"));
    assertEquals(result("err", 137), shell("printf err >&2; kill -9 $$"));
    assertEquals(result("", 0), shell("true"));
  }

  @Test
  void aMissingCommandFailsWithExitCode127() throws Exception {
    var result = shell("no-such-command");
    assertEquals("Exit code: 127", result.error());
    assertTrue(result.output().contains("no-such-command"), result.output());
  }

  /// The last rows: adolfousier/opencrabs#1704, ahwurm/localharness#79,
  /// SWE-agent/mini-swe-agent#829 and tontinton/maki#356.
  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      quoteCharacter = '"',
      textBlock =
          """
          a=(1 2 3); echo ${#a[@]}                            ¦ 3
          if [[ abc == a* ]]; then echo {1..3}; fi            ¦ 1 2 3
          set -o pipefail; false | true || echo failed        ¦ failed
          diff <(echo a) <(echo a) && echo same               ¦ same
          source /dev/null && echo sourced                    ¦ sourced
          read -r x <<< 'a b'; echo "${x^^}"                  ¦ A B
          declare -A m=([k]=v); echo "${m[k]}"                ¦ v
          for ((i = 0; i < 2; i++)); do printf $i; done; echo ¦ 01
          f() { local -r y=1; echo $y; }; f &> /dev/stdout    ¦ 1
          trap 'echo bye' EXIT; shopt -s globstar             ¦ bye
          printf -v z %03d 7; echo $z                         ¦ 007
          mapfile -t l < <(printf '1\\n2\\n'); echo ${l[1]}   ¦ 2
          echo $'tab\\tx' | cut -f2                           ¦ x
          IFS=$'\\t' read -r a b <<< $'htop tool\\tz'; echo $a ¦ htop tool
          mkdir -p p/{data/raw,docs}; echo p/*                ¦ p/data p/docs
          cat <(echo hello); [ a == a ]                       ¦ hello
          x=a-b; echo ${x//-/+} ${x:0:1}                      ¦ a+b a
          """)
  void bashRunsCommandLinesWhereItIsInstalled(String command, String output) throws Exception {
    assumeTrue(Shell.name().equals("bash"));
    assertEquals(result(output + "\n", 0), shell(command));
  }

  @Test
  void coloursAndRedrawnLinesAreRemoved() throws Exception {
    var result = shell("for i in 1 2 3; do printf '\\r\\033[32m%s of 3\\033[0m' $i; done; echo");
    assertEquals(result("3 of 3\n[2 earlier states of redrawn lines left out]\n", 0), result);
  }

  @Test
  void anEmptyCommandFails() throws Exception {
    assertEquals(ToolResult.fail("invalid_arguments", "'command' is empty"), shell("  "));
    assertTrue(shell("a\0b").error().contains("NUL"));
  }
}
