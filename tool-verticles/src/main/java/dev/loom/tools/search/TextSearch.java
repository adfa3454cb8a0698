package dev.loom.tools.search;

import com.google.re2j.Pattern;
import dev.loom.api.tool.Workspace;
import dev.loom.api.tool.Workspace.Entry;
import dev.loom.api.tool.Workspace.VisitResult;
import dev.loom.tools.workspace.IgnoredDirectories;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// One search through text files, up to its limits.
final class TextSearch {
  private static final int MATCHES_MAX = 200;
  private static final int FILE_BYTES_MAX = 5 * 1024 * 1024;
  private static final int LINE_CHARS_SHOWN_MAX = 500;

  /// Longer lines (generated code, data) are searched at their beginning, so that one of them
  /// cannot hold up an interrupt for long.
  private static final int LINE_CHARS_SEARCHED_MAX = 100_000;

  /// A NUL this early means that a file is no text.
  private static final int BINARY_CHECK_BYTES = 8 * 1024;

  private final Workspace workspace;
  private final Pattern pattern;
  private final List<String> matches = new ArrayList<>();
  private int tooLarge;
  private int longLines;

  TextSearch(Workspace workspace, Pattern pattern) {
    this.workspace = workspace;
    this.pattern = pattern;
  }

  /// Searches an entry of a walk.
  ///
  /// @param wanted whether it is among the files to look at
  VisitResult visit(Entry entry, boolean wanted) throws ClosedByInterruptException {
    return switch (entry.kind()) {
      case DIRECTORY ->
          IgnoredDirectories.isSkipped(entry) ? VisitResult.SKIP : VisitResult.CONTINUE;
      case OTHER, MISSING -> VisitResult.CONTINUE;
      case FILE -> {
        if (wanted) {
          searchVisitedFile(entry);
        }
        yield isFull() ? VisitResult.STOP : VisitResult.CONTINUE;
      }
    };
  }

  /// A file that goes away or may not be read does not end the search.
  private void searchVisitedFile(Entry entry) throws ClosedByInterruptException {
    try {
      searchFile(entry);
    } catch (ClosedByInterruptException stopped) {
      throw stopped;
    } catch (IOException unreadable) {
      // The others can still be searched.
    }
  }

  /// Searches one file.
  void searchFile(Entry entry) throws IOException {
    if (entry.sizeBytes() > FILE_BYTES_MAX) {
      tooLarge++;
      return;
    }
    var bytes = workspace.read(entry.path(), FILE_BYTES_MAX);
    if (isBinary(bytes)) {
      return;
    }
    var number = 0;
    for (var line : new String(bytes, StandardCharsets.UTF_8).split("\r?\n", -1)) {
      number++;
      if (isFull()) {
        return;
      }
      if (Thread.currentThread().isInterrupted()) {
        throw new ClosedByInterruptException();
      }
      if (isMatch(line)) {
        matches.add(entry.path() + ":" + number + ": " + truncate(line));
      }
    }
  }

  private boolean isMatch(String line) {
    if (line.length() <= LINE_CHARS_SEARCHED_MAX) {
      return pattern.matcher(line).find();
    }
    longLines++;
    return pattern.matcher(line.substring(0, LINE_CHARS_SEARCHED_MAX)).find();
  }

  private static boolean isBinary(byte[] bytes) {
    for (var i = 0; i < Math.min(BINARY_CHECK_BYTES, bytes.length); i++) {
      if (bytes[i] == 0) {
        return true;
      }
    }
    return false;
  }

  private static String truncate(String line) {
    return line.length() <= LINE_CHARS_SHOWN_MAX
        ? line
        : line.substring(0, LINE_CHARS_SHOWN_MAX) + "...";
  }

  private boolean isFull() {
    return matches.size() >= MATCHES_MAX;
  }

  boolean isEmpty() {
    return matches.isEmpty();
  }

  String report() {
    return String.join("\n", matches) + notes();
  }

  /// What was not searched, or cut short; empty when nothing was.
  String notes() {
    var notes = new StringBuilder();
    if (isFull()) {
      notes.append("\n... (stopped after " + MATCHES_MAX + " matches)");
    }
    if (tooLarge > 0) {
      notes.append("\n(" + tooLarge + " files larger than 5 MiB were not searched)");
    }
    if (longLines > 0) {
      notes.append("\n(" + longLines + " very long lines were searched at their beginning only)");
    }
    return notes.toString();
  }
}
