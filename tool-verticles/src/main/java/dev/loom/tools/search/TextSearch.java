package dev.loom.tools.search;

import com.google.re2j.Pattern;
import dev.loom.api.tool.Workspace;
import dev.loom.api.tool.Workspace.Entry;
import dev.loom.contracts.text.TextTruncator;
import dev.loom.tools.file.LineReader;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// Searches text files and collects the matching lines. Skips the first matches as requested and
/// stops when it has collected enough, at most 200, or when the time is nearly over.
final class TextSearch {
  private static final int MATCHES_MAX = 200;
  private static final long FILE_BYTES_MAX = 512L * 1024 * 1024;
  private static final int LINE_CHARS_SHOWN_MAX = 500;

  /// Characters shown before a match in a longer line.
  private static final int CHARS_BEFORE_MATCH = 200;

  /// Only the beginning of longer lines is searched.
  private static final int LINE_CHARS_SEARCHED_MAX = 8 * 1024 * 1024;

  /// Time left for reporting.
  private static final Duration RESERVED_TIME = Duration.ofSeconds(2);

  private final Workspace workspace;
  private final Pattern pattern;
  private final int limit;
  private final Supplier<Duration> remainingTime;
  private final List<String> matches = new ArrayList<>();
  private final List<String> filesTooLarge = new ArrayList<>();
  private int toSkip;
  private int longLines;
  private final List<String> unread = new ArrayList<>();
  private Optional<FileFinder.Found> searched = Optional.empty();
  private int filesNotReached;

  /// @param offset number of matches to skip
  /// @param limit maximum number of matches to collect
  /// @param remainingTime the time until the deadline of the call
  TextSearch(
      Workspace workspace,
      Pattern pattern,
      int offset,
      int limit,
      Supplier<Duration> remainingTime) {
    this.workspace = workspace;
    this.pattern = pattern;
    this.toSkip = offset;
    this.limit = Math.min(limit, MATCHES_MAX);
    this.remainingTime = remainingTime;
  }

  /// Searches files, those that `.gitignore` names last. Skips binary files and those that vanish
  /// or cannot be read.
  void searchFiles(FileFinder.Found found) throws IOException {
    searched = Optional.of(found);
    var files = found.sourceFirst();
    for (var i = 0; i < files.size() && !isLimitReached(); i++) {
      if (isTimeOver()) {
        filesNotReached = files.size() - i;
        return;
      }
      try {
        searchFile(files.get(i));
      } catch (ClosedByInterruptException | InterruptedIOException exception) {
        throw exception;
      } catch (AccessDeniedException ignored) {
        unread.add(files.get(i).path());
      } catch (IOException ignored) {
        // Continues with the other files.
      }
    }
  }

  /// @return false if the file is binary
  boolean searchFile(Entry entry) throws IOException {
    if (entry.sizeBytes() > FILE_BYTES_MAX) {
      filesTooLarge.add(entry.path());
      return true;
    }
    try (var lines = LineReader.open(workspace, entry.path(), LINE_CHARS_SEARCHED_MAX)) {
      if (lines.isBinary()) {
        return false;
      }
      var number = 0;
      for (String line; !isLimitReached() && (line = lines.next()) != null; ) {
        number++;
        longLines += lines.isCut() ? 1 : 0;
        addMatch(entry.path() + ":" + number + ": ", line);
        if (number % 1_000 == 0 && isTimeOver()) {
          filesNotReached++;
          return true;
        }
      }
      return true;
    }
  }

  private void addMatch(String place, String line) throws ClosedByInterruptException {
    try {
      var match = pattern.matcher(new InterruptibleText(line));
      if (match.find() && --toSkip < 0) {
        matches.add(place + shown(line, match.start(), match.end()));
      }
    } catch (MatchInterruptedException ignored) {
      throw new ClosedByInterruptException();
    }
  }

  private boolean isTimeOver() {
    return remainingTime.get().compareTo(RESERVED_TIME) < 0;
  }

  /// Returns a line, of a long one the part with the match.
  private static String shown(String line, int start, int end) {
    var from = start - CHARS_BEFORE_MATCH;
    if (end <= LINE_CHARS_SHOWN_MAX || from <= 0) {
      return TextTruncator.withEllipsis(line, LINE_CHARS_SHOWN_MAX);
    }
    from -= Character.isLowSurrogate(line.charAt(from)) ? 1 : 0;
    return "(column "
        + (start + 1)
        + ") …"
        + TextTruncator.withEllipsis(line.substring(from), LINE_CHARS_SHOWN_MAX);
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
  /// number, the number of lines of which only the beginning was searched, and what
  /// [FileFinder.Found#leftOut] says, with the files that could not be read.
  Map<String, Object> data() {
    var data =
        new HashMap<>(searched.map(found -> found.withUnread(unread).leftOut()).orElse(Map.of()));
    data.put("shown", matches.size());
    data.put("too_large", FileFinder.Found.firstOf(filesTooLarge));
    data.put("too_large_count", filesTooLarge.size());
    data.put("long_lines", longLines);
    return data;
  }

  /// Describes truncated results and skipped content, empty when there are none.
  String notes() {
    var notes = new StringBuilder();
    if (isLimitReached()) {
      notes.append("\n... (stopped after " + limit + " matches)");
    }
    if (filesNotReached > 0) {
      notes.append(
          "\n(out of time: "
              + filesNotReached
              + " files were not searched to their end; search a smaller part)");
    }
    if (!filesTooLarge.isEmpty()) {
      notes.append("\n(" + filesTooLarge.size() + " files larger than 512 MiB were not searched)");
    }
    if (!unread.isEmpty()) {
      notes.append("\n(" + unread.size() + " files could not be read: permission denied)");
    }
    if (longLines > 0) {
      notes.append("\n(only the beginning of " + longLines + " very long lines was searched)");
    }
    return notes.toString();
  }

  /// Ends matching when the thread is interrupted, which RE2 does not.
  private record InterruptibleText(String text) implements CharSequence {
    private static final int CHECK_MASK = 0xFF;

    @Override
    public char charAt(int index) {
      if ((index & CHECK_MASK) == 0 && Thread.currentThread().isInterrupted()) {
        throw new MatchInterruptedException();
      }
      return text.charAt(index);
    }

    @Override
    public int length() {
      return text.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return text.subSequence(start, end);
    }

    @Override
    public String toString() {
      return text;
    }
  }

  private static final class MatchInterruptedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    MatchInterruptedException() {
      super(null, null, false, false);
    }
  }
}
