package dev.loom.tools.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads the process table from `/proc`; empty on systems without `/proc`.
final class ProcessTable {
  private static final Path PROC = Path.of("/proc");

  // Field positions after the program name, which is in parentheses and may contain any character.
  private static final int STATE = 0;
  private static final int PARENT = 1;
  private static final int SESSION = 3;
  private static final int START_TIME = 19;
  private static final int RESIDENT_PAGES = 21;

  private ProcessTable() {}

  /// Reads all processes, including zombies.
  static Snapshot read() {
    var rows = new ArrayList<Row>();
    var isComplete = true;
    try (var entries = Files.newDirectoryStream(PROC, "[0-9]*")) {
      for (var entry : entries) {
        var row = readRow(entry);
        row.ifPresent(rows::add);
        isComplete &= row.isPresent();
      }
    } catch (IOException ignored) {
      return new Snapshot(List.of(), true);
    }
    return new Snapshot(rows, isComplete);
  }

  /// Reads one process, running or zombie.
  static Optional<Row> find(long pid) {
    return readRow(PROC.resolve(Long.toString(pid)));
  }

  private static Optional<Row> readRow(Path entry) {
    try {
      var stat = Files.readString(entry.resolve("stat"), StandardCharsets.ISO_8859_1);
      var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      return Optional.of(
          new Row(
              Long.parseLong(entry.getFileName().toString()),
              Long.parseLong(fields[PARENT]),
              fields[STATE].charAt(0),
              Long.parseLong(fields[SESSION]),
              Long.parseLong(fields[START_TIME]),
              Long.parseLong(fields[RESIDENT_PAGES])));
    } catch (IOException | RuntimeException ignored) {
      return Optional.empty();
    }
  }

  /// The initial environment of a process, each `NAME=value` enclosed by NULs. Empty for processes
  /// of other users; without variables during `exec`.
  static Optional<String> environment(long pid) {
    try {
      var bytes = Files.readAllBytes(PROC.resolve(Long.toString(pid)).resolve("environ"));
      return Optional.of("\0" + new String(bytes, StandardCharsets.ISO_8859_1) + "\0");
    } catch (IOException ignored) {
      return Optional.empty();
    }
  }

  /// All processes, read one after another.
  ///
  /// @param isComplete whether all listed processes could be read; a process that ended before may
  ///   have a child that is not in the rows
  record Snapshot(List<Row> rows, boolean isComplete) {}

  /// One process.
  ///
  /// @param start start time in clock ticks since boot
  /// @param residentPages memory in use
  record Row(long pid, long parent, char state, long session, long start, long residentPages) {
    boolean isAlive() {
      return state != 'Z' && state != 'X';
    }
  }
}
