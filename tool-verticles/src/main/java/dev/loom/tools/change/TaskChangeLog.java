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

/// The file with the lines of one task; only ever appended to. Its methods exclude one another.
final class TaskChangeLog {
  /// What is read where a write never reached the disk.
  private static final char HOLE = '\0';

  private final TaskId taskId;
  private final Path file;
  private boolean recovered;
  private boolean checked;

  /// How many calls are using it.
  private int users;

  TaskChangeLog(TaskId taskId, Path file) {
    this.taskId = taskId;
    this.file = file;
  }

  TaskId taskId() {
    return taskId;
  }

  /// Reads all lines. A last line without an end was cut off by a crash; it is passed over, because
  /// nothing was done on the strength of it.
  ///
  /// So is a hole: bytes that a power cut took before they were forced to disk, which read as NUL.
  /// What is replaced or deleted is forced to disk with everything before it, so only lines about
  /// files that were created can be lost so.
  ///
  /// @throws IOException naming the first line that cannot be read
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

  /// @throws IOException when the task works elsewhere
  synchronized void checkWorkspace(String workspace) throws IOException {
    var lines = read();
    if (!lines.isEmpty()
        && lines.getFirst() instanceof ChangeLogLine.Opened head
        && !head.workspace().equals(workspace)) {
      throw new IOException(
          "Task " + taskId + " works in " + head.workspace() + ", not in " + workspace);
    }
  }

  /// A line behind a hole, if the hole did not take its beginning.
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
          "Line %d of %s is damaged; no change of task %s can be shown or undone by Loom. Repair or remove the file"
              .formatted(number, file, taskId),
          damaged);
    }
    if (line instanceof ChangeLogLine.Opened head
        && (number != 1 || head.version() != ChangeLogLine.VERSION)) {
      throw new IOException("Line " + number + " of " + file + " is of another version");
    }
    return line;
  }

  /// Appends lines, all or, after a crash, the first of them. Nobody waits while another's lines
  /// are forced to disk.
  ///
  /// @param durable whether a power cut after this must not lose them
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

  /// Whether what a crash left open has been looked into by this process.
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
