package dev.loom.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Processes that belong to a run: they carry its home in their environment, or they stand
/// somewhere below its directory. Tools' processes are told of no home, so the place finds them.
record LeftoverProcesses(Path run, Path home) {
  /// Every one that is alive, as its pid and command line.
  List<String> find() {
    return ProcessHandle.allProcesses()
        .filter(process -> process.pid() != ProcessHandle.current().pid())
        .map(ProcessHandle::pid)
        .filter(pid -> carriesHome(pid) || worksInRun(pid))
        .map(pid -> pid + " " + read(pid, "cmdline").orElse("").replace('\0', ' ').strip())
        .toList();
  }

  private boolean carriesHome(long pid) {
    var environment = "\0" + read(pid, "environ").orElse("") + "\0";
    return environment.contains("\0LOOM_HOME=" + home + "\0");
  }

  private boolean worksInRun(long pid) {
    try {
      return Files.readSymbolicLink(Path.of("/proc", Long.toString(pid), "cwd")).startsWith(run);
    } catch (IOException goneOrForeign) {
      return false;
    }
  }

  private static Optional<String> read(long pid, String file) {
    try {
      var bytes = Files.readAllBytes(Path.of("/proc", Long.toString(pid), file));
      return Optional.of(new String(bytes, StandardCharsets.UTF_8));
    } catch (IOException goneOrForeign) {
      return Optional.empty();
    }
  }
}
