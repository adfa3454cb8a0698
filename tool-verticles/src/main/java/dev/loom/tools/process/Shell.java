package dev.loom.tools.process;

import dev.loom.api.tool.ProcessRunner;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// Runs command lines with bash where it is installed, because models write its language, otherwise
/// with `sh`.
public final class Shell {
  private static final Path ROOT = Path.of("/");

  /// Merges standard error into standard output, so that both are read in the order of writing.
  private static final String MERGED = "exec \"$0\" -c \"$1\" 2>&1";

  private Shell() {}

  /// Returns `bash` or `sh`.
  public static String name() {
    try {
      var path = CleanEnvironment.create(System.getenv(), Map.of(), Map.of()).get("PATH");
      ProcessCommandLine.find("bash", path, ROOT);
      return "bash";
    } catch (IOException ignored) {
      return "sh";
    }
  }

  /// Runs a command line.
  ///
  /// @return standard output has both streams, as a terminal shows them ([TerminalText])
  public static ProcessRunner.ProcessResult run(ProcessRunner processes, String commandLine)
      throws IOException, InterruptedException {
    var result = processes.run(List.of("sh", "-c", MERGED, name(), commandLine), Map.of());
    return new ProcessRunner.ProcessResult(
        result.exitCode(), TerminalText.render(result.output()), "");
  }
}
