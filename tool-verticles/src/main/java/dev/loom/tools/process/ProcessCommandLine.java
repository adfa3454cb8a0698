package dev.loom.tools.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Builds the command line that starts a program in its own session and lets the kernel kill it
/// with the engine, as far as the required programs are installed.
///
/// The kernel sends the parent death signal when the thread that started the process ends. This
/// thread waits for the process, so it ends earlier only with the engine.
final class ProcessCommandLine {
  private static final List<List<String>> PREFIXES =
      List.of(List.of("setpriv", "--pdeathsig", "KILL", "--", "setsid"), List.of("setsid"));
  private static final long PROBE_SECONDS = 5;

  private static List<String> prefix;

  private ProcessCommandLine() {}

  /// Returns the whole command line for a program.
  ///
  /// @throws IOException if the program does not exist; the wrapper programs would hide this error
  static List<String> build(List<String> command, String searchPath, Path directory)
      throws IOException, InterruptedException {
    if (command.isEmpty()) {
      throw new IOException("The command is empty");
    }
    var program = find(command.getFirst(), searchPath, directory);
    var line = new ArrayList<>(prefix());
    line.add(program.toString());
    line.addAll(command.subList(1, command.size()));
    return line;
  }

  /// @throws IOException if the program does not exist
  static Path find(String program, String searchPath, Path directory) throws IOException {
    if (program.contains("/")) {
      var path = directory.resolve(program);
      if (Files.isRegularFile(path) && Files.isExecutable(path)) {
        return path;
      }
      throw new IOException("Cannot run '" + program + "': it is not an executable file");
    }
    for (var entry : searchPath.split(":")) {
      var path = directory.resolve(entry).resolve(program);
      if (!program.isEmpty() && Files.isRegularFile(path) && Files.isExecutable(path)) {
        return path;
      }
    }
    throw new IOException("Cannot run '" + program + "': it is not on the PATH");
  }

  private static synchronized List<String> prefix() throws InterruptedException {
    if (prefix == null) {
      prefix = probe();
    }
    return prefix;
  }

  private static List<String> probe() throws InterruptedException {
    for (var candidate : PREFIXES) {
      if (works(candidate)) {
        return candidate;
      }
    }
    return List.of();
  }

  private static boolean works(List<String> candidate) throws InterruptedException {
    var line = new ArrayList<>(candidate);
    line.add("true");
    try {
      var process =
          new ProcessBuilder(line)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      try {
        return process.waitFor(PROBE_SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0;
      } finally {
        process.destroyForcibly();
      }
    } catch (IOException ignored) {
      return false;
    }
  }
}
