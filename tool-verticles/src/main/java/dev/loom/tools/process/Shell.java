package dev.loom.tools.process;

import dev.loom.api.tool.ProcessRunner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// Runs command lines with bash where it is installed, because models write its language, otherwise
/// with `sh`.
public final class Shell {
  private static final Path ROOT = Path.of("/");

  /// Merges standard error into standard output, so that both are read in the order of writing.
  private static final String MERGED = "exec \"$0\" -c \"$1\" 2>&1";

  /// The same with a command line whose bytes are escaped.
  private static final String MERGED_ESCAPED = "exec \"$0\" -c \"$(printf %b \"$1\")\" 2>&1";

  private Shell() {}

  /// Returns `bash` or `sh`.
  public static String name() {
    try {
      var path = CleanEnvironment.create(System.getenv(), Map.of(), Map.of()).get("PATH");
      ProgramSearch.find("bash", path, ROOT);
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
    var result = processes.run(arguments(commandLine), Map.of());
    return new ProcessRunner.ProcessResult(
        result.exitCode(), TerminalText.render(result.output()) + result.errorOutput(), "");
  }

  private static List<String> arguments(String commandLine) {
    var isPassed = ProcessLauncher.isEncodable(commandLine) || !isText(commandLine);
    return isPassed
        ? List.of("sh", "-c", MERGED, name(), commandLine)
        : escapedArguments(commandLine);
  }

  private static boolean isText(String commandLine) {
    return StandardCharsets.UTF_8.newEncoder().canEncode(commandLine);
  }

  /// Passes a command line in ASCII, for engines whose locale lacks characters of it.
  static List<String> escapedArguments(String commandLine) {
    var escaped = new StringBuilder();
    for (var octet : commandLine.getBytes(StandardCharsets.UTF_8)) {
      escaped.append(
          octet < 0 || octet == '\\'
              ? "\\0%03o".formatted(octet & 0xFF)
              : String.valueOf((char) octet));
    }
    return List.of("sh", "-c", MERGED_ESCAPED, name(), escaped.toString());
  }
}
