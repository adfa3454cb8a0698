package dev.loom.tools.change;

import dev.loom.bus.json.Json;
import dev.loom.contracts.id.TaskId;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The append-only log file of one task. Thread-safe.
final class TaskChangeLog {
  /// Read in place of data that was not synced before a power failure.
  private static final char NUL = '\0';

  private final TaskId taskId;
  private final Path file;
  private boolean recovered;
  private boolean tailRepaired;

  TaskChangeLog(TaskId taskId, Path file) {
    this.taskId = taskId;
    this.file = file;
  }

  TaskId taskId() {
    return taskId;
  }

  /// Reads all lines. Skips an incomplete last line, whose write a crash interrupted; recovery does
  /// not need it.
  ///
  /// Skips NUL bytes, which replace data that was not synced before a power failure. Lines about
  /// replaced or deleted files are synced with all lines before them, so only lines about created
  /// files can be lost.
  ///
  /// @throws IOException if a line cannot be read, with its number
  synchronized List<ChangeLogLine> read() throws IOException {
    byte[] bytes;
    try {
      bytes = OwnerOnlyFiles.read(file);
    } catch (FileNotFoundException ignored) {
      return List.of();
    }
    var text = new String(bytes, StandardCharsets.UTF_8);
    var lines = new ArrayList<ChangeLogLine>();
    var number = 0;
    for (var line : text.substring(0, text.lastIndexOf('\n') + 1).lines().toList()) {
      number++;
      var nul = line.lastIndexOf(NUL);
      try {
        lines.add(Json.read(line.substring(nul + 1), ChangeLogLine.class));
      } catch (IllegalArgumentException failure) {
        if (nul < 0) {
          throw new IOException(
              "Line %d of %s is damaged; the changes of task %s cannot be listed or undone. Repair or remove the file"
                  .formatted(number, file, taskId),
              failure);
        }
      }
      if (!lines.isEmpty()
          && lines.getLast() instanceof ChangeLogLine.Opened opened
          && (lines.size() != 1 || opened.version() != ChangeLogLine.VERSION)) {
        throw new IOException("Line " + number + " of " + file + " has an unsupported version");
      }
    }
    return lines;
  }

  /// @throws IOException if the log belongs to another workspace
  synchronized void checkWorkspace(String workspace) throws IOException {
    var lines = read();
    if (!lines.isEmpty()
        && lines.getFirst() instanceof ChangeLogLine.Opened opened
        && !opened.workspace().equals(workspace)) {
      throw new IOException(
          "Task " + taskId + " works in " + opened.workspace() + ", not in " + workspace);
    }
  }

  /// Appends lines. A crash may leave only the first of them. Syncing does not block other writers.
  ///
  /// @param durable whether to sync the lines to disk
  void append(String workspace, List<ChangeLogLine> lines, boolean durable) throws IOException {
    if (lines.isEmpty()) {
      return;
    }
    try (var logFile = OwnerOnlyFiles.open(file)) {
      append(logFile, workspace, lines);
      if (durable) {
        logFile.getFD().sync();
      }
    }
  }

  private synchronized void append(
      RandomAccessFile logFile, String workspace, List<ChangeLogLine> lines) throws IOException {
    if (!tailRepaired) {
      logFile.setLength(endOfLastLine());
      tailRepaired = true;
    }
    var end = logFile.length();
    var text = new StringBuilder();
    if (end == 0) {
      append(text, new ChangeLogLine.Opened(ChangeLogLine.VERSION, workspace));
    }
    lines.forEach(line -> append(text, line));
    logFile.seek(end);
    try {
      logFile.write(text.toString().getBytes(StandardCharsets.UTF_8));
    } catch (IOException failure) {
      logFile.setLength(end);
      throw failure;
    }
  }

  private long endOfLastLine() throws IOException {
    return new String(OwnerOnlyFiles.read(file), StandardCharsets.ISO_8859_1).lastIndexOf('\n')
        + 1L;
  }

  private static void append(StringBuilder text, ChangeLogLine line) {
    text.append(Json.write(line)).append('\n');
  }

  /// Returns whether this engine has completed the changes whose recording a crash interrupted.
  synchronized boolean isRecovered() {
    return recovered;
  }

  synchronized void markRecovered() {
    recovered = true;
  }
}
