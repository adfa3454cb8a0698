package dev.loom.tools.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/// How programs are started on this machine: in a session of their own, and killed by the kernel
/// should the engine die, as far as the machine has the programs for it.
///
/// The kernel watches the thread that started the process. It waits in the call until the process
/// has ended, so its death is the engine's.
final class ProcessLauncher {
  private static final List<List<String>> PREFIXES =
      List.of(List.of("setpriv", "--pdeathsig", "KILL", "--", "setsid"), List.of("setsid"));
  private static final long PROBE_SECONDS = 5;

  private static final ReentrantLock PROBING = new ReentrantLock();
  private static volatile List<String> prefix;

  private ProcessLauncher() {}

  /// The whole command line for a program.
  ///
  /// @throws IOException when there is no such program, which the words in front would hide
  static List<String> commandLine(List<String> command, String searchPath, Path directory)
      throws IOException, InterruptedException {
    if (command.isEmpty()) {
      throw new IOException("There is no command to run");
    }
    var program = find(command.getFirst(), searchPath, directory);
    var line = new ArrayList<>(prefix());
    line.add(program.toString());
    line.addAll(command.subList(1, command.size()));
    return line;
  }

  private static Path find(String program, String searchPath, Path directory) throws IOException {
    if (program.contains("/")) {
      var path = directory.resolve(program);
      if (Files.isRegularFile(path) && Files.isExecutable(path)) {
        return path;
      }
      throw new IOException("Cannot run '" + program + "': it is no executable file");
    }
    for (var place : searchPath.split(":")) {
      var path = directory.resolve(place).resolve(program);
      if (!program.isEmpty() && Files.isRegularFile(path) && Files.isExecutable(path)) {
        return path;
      }
    }
    throw new IOException("Cannot run '" + program + "': it is not on the PATH");
  }

  private static List<String> prefix() throws InterruptedException {
    if (prefix == null) {
      PROBING.lockInterruptibly();
      try {
        if (prefix == null) {
          prefix = probe();
        }
      } finally {
        PROBING.unlock();
      }
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
    } catch (IOException notInstalled) {
      return false;
    }
  }
}
