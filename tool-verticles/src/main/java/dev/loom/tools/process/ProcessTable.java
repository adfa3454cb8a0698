package dev.loom.tools.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What `/proc` says about the processes of this machine; empty where there is no `/proc`.
final class ProcessTable {
  private static final Path PROC = Path.of("/proc");

  // Positions after the program's name, which is in brackets and may hold anything.
  private static final int STATE = 0;
  private static final int SESSION = 3;
  private static final int START = 19;

  private ProcessTable() {}

  /// Every process that is alive; zombies are not.
  static List<Line> living() {
    var lines = new ArrayList<Line>();
    try (var entries = Files.newDirectoryStream(PROC, "[0-9]*")) {
      for (var entry : entries) {
        line(entry).filter(Line::isAlive).ifPresent(lines::add);
      }
    } catch (IOException noProc) {
      return List.of();
    }
    return lines;
  }

  /// One process, alive or not.
  static Optional<Line> find(long pid) {
    return line(PROC.resolve(Long.toString(pid)));
  }

  private static Optional<Line> line(Path entry) {
    try {
      var stat = Files.readString(entry.resolve("stat"), StandardCharsets.ISO_8859_1);
      var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      return Optional.of(
          new Line(
              Long.parseLong(entry.getFileName().toString()),
              fields[STATE].charAt(0),
              Long.parseLong(fields[SESSION]),
              Long.parseLong(fields[START])));
    } catch (IOException | RuntimeException goneMeanwhile) {
      return Optional.empty();
    }
  }

  /// Whether a process was started with this in its environment. That of other users is secret.
  static boolean hasEnvironment(long pid, String nameAndValue) {
    try {
      var bytes = Files.readAllBytes(PROC.resolve(Long.toString(pid)).resolve("environ"));
      var environment = "\0" + new String(bytes, StandardCharsets.ISO_8859_1) + "\0";
      return environment.contains("\0" + nameAndValue + "\0");
    } catch (IOException goneOrForbidden) {
      return false;
    }
  }

  /// One process.
  ///
  /// @param start in clock ticks since the machine started
  record Line(long pid, char state, long session, long start) {
    boolean isAlive() {
      return state != 'Z' && state != 'X';
    }
  }
}
