package dev.loom.tools.change;

import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.json.Json;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The append-only log file of one task. Thread-safe.
final class TaskChangeLog {
  /// Byte read in place of data that never reached the disk.
  private static final char HOLE = '\0';

  private final TaskId taskId;
  private final Path file;
  private boolean recovered;
  private boolean checked;

  /// Number of calls that use this log.
  private int users;

  TaskChangeLog(TaskId taskId, Path file) {
    this.taskId = taskId;
    this.file = file;
  }

  TaskId taskId() {
    return taskId;
  }

  /// Reads all lines. An incomplete last line is skipped: its write was interrupted by a crash and
  /// nothing depends on it.
  ///
  /// NUL bytes are skipped, too: a power failure took the data before they were synced. Lines about
  /// replaced or deleted files are synced with all lines before them, so only lines about created
  /// files can be lost.
  ///
  /// @throws IOException if a line cannot be read, with its number
  synchronized List<ChangeLogLine> read() throws IOException {
    byte[] bytes;
    try {
      bytes = OwnerOnlyFiles.read(file);
    } catch (FileNotFoundException nothingRecorded) {
      return List.of();
    }
    var lines = new ArrayList<ChangeLogLine>();
    var number = 0;
    var start = 0;
    for (var at = 0; at < bytes.length; at++) {
      if (bytes[at] == '\n') {
        number++;
        var text = new String(bytes, start, at - start, StandardCharsets.UTF_8);
        var hole = text.lastIndexOf(HOLE);
        if (hole < 0) {
          lines.add(parse(text, number));
        } else {
          parseAfterHole(text.substring(hole + 1)).ifPresent(lines::add);
        }
        start = at + 1;
      }
    }
    return lines;
  }

  /// @throws IOException if the log belongs to another workspace
  synchronized void checkWorkspace(String workspace) throws IOException {
    var lines = read();
    if (!lines.isEmpty()
        && lines.getFirst() instanceof ChangeLogLine.Opened head
        && !head.workspace().equals(workspace)) {
      throw new IOException(
          "Task " + taskId + " works in " + head.workspace() + ", not in " + workspace);
    }
  }

  /// Parses the line after a hole, if its beginning is intact.
  private static Optional<ChangeLogLine> parseAfterHole(String text) {
    try {
      return Optional.of(Json.read(text, ChangeLogLine.class));
    } catch (IllegalArgumentException beginsInHole) {
      return Optional.empty();
    }
  }

  private ChangeLogLine parse(String text, int number) throws IOException {
    ChangeLogLine line;
    try {
      line = Json.read(text, ChangeLogLine.class);
    } catch (IllegalArgumentException damaged) {
      throw new IOException(
          "Line %d of %s is damaged; the changes of task %s cannot be listed or undone. Repair or remove the file"
              .formatted(number, file, taskId),
          damaged);
    }
    if (line instanceof ChangeLogLine.Opened head
        && (number != 1 || head.version() != ChangeLogLine.VERSION)) {
      throw new IOException("Line " + number + " of " + file + " has an unsupported version");
    }
    return line;
  }

  /// Appends lines. After a crash a prefix of them may be present. Syncing does not block other
  /// writers.
  ///
  /// @param durable whether to sync the lines to disk
  void append(String workspace, List<ChangeLogLine> lines, boolean durable) throws IOException {
    if (lines.isEmpty()) {
      return;
    }
    try (var open = OwnerOnlyFiles.open(file)) {
      append(open, workspace, lines);
      if (durable) {
        open.getFD().sync();
      }
    }
  }

  private synchronized void append(
      RandomAccessFile open, String workspace, List<ChangeLogLine> lines) throws IOException {
    if (!checked) {
      open.setLength(endOfLines());
      checked = true;
    }
    var end = open.length();
    var text = new StringBuilder();
    if (end == 0) {
      append(text, new ChangeLogLine.Opened(ChangeLogLine.VERSION, workspace));
    }
    lines.forEach(line -> append(text, line));
    open.seek(end);
    try {
      open.write(text.toString().getBytes(StandardCharsets.UTF_8));
    } catch (IOException full) {
      open.setLength(end);
      throw full;
    }
  }

  private long endOfLines() throws IOException {
    var bytes = OwnerOnlyFiles.read(file);
    var end = bytes.length;
    while (end > 0 && bytes[end - 1] != '\n') {
      end--;
    }
    return end;
  }

  private static void append(StringBuilder text, ChangeLogLine line) {
    text.append(Json.write(line)).append('\n');
  }

  /// Whether this process has completed the entries that a crash left open.
  synchronized boolean isRecovered() {
    return recovered;
  }

  synchronized void recovered() {
    recovered = true;
  }

  synchronized void acquire() {
    users++;
  }

  synchronized void release() {
    users--;
  }

  synchronized boolean isUsed() {
    return users > 0;
  }
}
