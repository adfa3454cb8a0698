package dev.loom.tools.search;

import com.google.re2j.Pattern;
import dev.loom.api.tool.Workspace;
import dev.loom.api.tool.Workspace.Entry;
import dev.loom.api.tool.Workspace.VisitResult;
import dev.loom.contracts.text.TextTruncator;
import dev.loom.tools.file.TextDecoder;
import dev.loom.tools.workspace.IgnoredDirectories;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Searches the text files of a directory walk and collects the matching lines. Skips the first
/// matches as requested and stops when it has collected enough, at most 200.
final class TextSearch {
  private static final int MATCHES_MAX = 200;
  private static final int PATHS_MAX = 100;
  private static final int FILE_BYTES_MAX = 5 * 1024 * 1024;
  private static final int LINE_CHARS_SHOWN_MAX = 500;

  /// Only the beginning of longer lines (generated code, data) is searched, so that a search can be
  /// interrupted soon.
  private static final int LINE_CHARS_SEARCHED_MAX = 100_000;

  private final Workspace workspace;
  private final Pattern pattern;
  private final int limit;
  private final List<String> matches = new ArrayList<>();
  private final List<String> filesTooLarge = new ArrayList<>();
  private int toSkip;
  private int longLines;

  /// @param offset number of matches to skip
  /// @param limit maximum number of matches to collect
  TextSearch(Workspace workspace, Pattern pattern, int offset, int limit) {
    this.workspace = workspace;
    this.pattern = pattern;
    this.toSkip = offset;
    this.limit = Math.min(limit, MATCHES_MAX);
  }

  /// Searches an entry of a directory walk.
  ///
  /// @param nameMatches whether the entry passes the file name filter
  VisitResult visit(Entry entry, boolean nameMatches) throws ClosedByInterruptException {
    return switch (entry.kind()) {
      case DIRECTORY ->
          IgnoredDirectories.isSkipped(entry) ? VisitResult.SKIP : VisitResult.CONTINUE;
      case OTHER, MISSING -> VisitResult.CONTINUE;
      case FILE -> {
        if (nameMatches) {
          searchVisitedFile(entry);
        }
        yield isLimitReached() ? VisitResult.STOP : VisitResult.CONTINUE;
      }
    };
  }

  /// Ignores files that vanish or cannot be read.
  private void searchVisitedFile(Entry entry) throws ClosedByInterruptException {
    try {
      searchFile(entry);
    } catch (ClosedByInterruptException exception) {
      throw exception;
    } catch (IOException ignored) {
      // Continues with the other files.
    }
  }

  void searchFile(Entry entry) throws IOException {
    if (entry.sizeBytes() > FILE_BYTES_MAX) {
      filesTooLarge.add(entry.path());
      return;
    }
    var bytes = workspace.read(entry.path(), FILE_BYTES_MAX);
    if (TextDecoder.isBinary(bytes)) {
      return;
    }
    var lineNumber = 0;
    for (var line : new String(bytes, StandardCharsets.UTF_8).split("\r?\n", -1)) {
      lineNumber++;
      if (isLimitReached()) {
        return;
      }
      if (Thread.currentThread().isInterrupted()) {
        throw new ClosedByInterruptException();
      }
      if (isMatch(line) && --toSkip < 0) {
        var shown = TextTruncator.withEllipsis(line, LINE_CHARS_SHOWN_MAX);
        matches.add(entry.path() + ":" + lineNumber + ": " + shown);
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

  private boolean isLimitReached() {
    return matches.size() >= limit;
  }

  boolean isEmpty() {
    return matches.isEmpty();
  }

  String report() {
    return String.join("\n", matches) + notes();
  }

  /// Returns the number of lines shown, the first files that were too large to be searched, their
  /// number, and the number of lines of which only the beginning was searched.
  Map<String, Object> data() {
    return Map.of(
        "shown", matches.size(),
        "too_large", filesTooLarge.stream().limit(PATHS_MAX).toList(),
        "too_large_count", filesTooLarge.size(),
        "long_lines", longLines);
  }

  /// Describes truncated results and skipped content, empty when there are none.
  String notes() {
    var notes = new StringBuilder();
    if (isLimitReached()) {
      notes.append("\n... (stopped after " + limit + " matches)");
    }
    if (!filesTooLarge.isEmpty()) {
      notes.append("\n(" + filesTooLarge.size() + " files larger than 5 MiB were not searched)");
    }
    if (longLines > 0) {
      notes.append("\n(only the beginning of " + longLines + " very long lines was searched)");
    }
    return notes.toString();
  }
}
