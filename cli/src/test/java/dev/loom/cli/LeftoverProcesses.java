package dev.loom.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Finds the processes of a run: by the home in their environment, or by a working directory below
/// that of the run. The latter finds tool processes, whose environment has no home.
record LeftoverProcesses(Path run, Path home) {
  /// Returns the pid and command line of every live process.
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
    } catch (IOException inaccessible) {
      return false;
    }
  }

  private static Optional<String> read(long pid, String file) {
    try {
      var bytes = Files.readAllBytes(Path.of("/proc", Long.toString(pid), file));
      return Optional.of(new String(bytes, StandardCharsets.UTF_8));
    } catch (IOException inaccessible) {
      return Optional.empty();
    }
  }
}
