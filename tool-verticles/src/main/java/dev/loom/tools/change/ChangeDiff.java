package dev.loom.tools.change;

import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;
import com.github.difflib.patch.AbstractDelta;
import com.github.difflib.patch.ChangeDelta;
import com.github.difflib.patch.Chunk;
import com.github.difflib.patch.Patch;
import dev.loom.tools.file.TextDecoder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Renders one change as a unified diff, in the format that `patch` and `git apply` read. Diffs are
/// truncated after 64 Ki characters.
final class ChangeDiff {
  private static final int CHARS_MAX = 64 * 1024;
  private static final int CONTEXT_LINES = 3;

  /// Upper bound for the diff algorithm, whose memory grows with the square of the differing lines.
  /// Above it, the whole differing range is shown as removed and added.
  private static final int COMPARED_LINES_MAX = 2_000;

  private static final String NO_NEWLINE_MARKER = "\n\\ No newline at end of file";

  private final ContentStore contents;

  ChangeDiff(ContentStore contents) {
    this.contents = contents;
  }

  String render(FileTransition transition) throws IOException {
    var before = transition.before();
    var after = transition.after();
    var header = extendedHeader(transition.path(), before, after);
    if (before.hash().equals(after.hash()) && before.kind() == after.kind() && !isLink(before)) {
      return header;
    }
    var oldLines = lines(before);
    var newLines = lines(after);
    if (oldLines.isEmpty() || newLines.isEmpty()) {
      return header + reasonNotComparable(transition.path(), before, after);
    }
    return header
        + "--- %s\n+++ %s\n"
            .formatted(name(before, "a/", transition.path()), name(after, "b/", transition.path()))
        + hunks(oldLines.get(), newLines.get());
  }

  private static boolean isLink(FileVersion version) {
    return version.kind() == FileVersion.Kind.LINK;
  }

  /// Describes changes outside the text, as far as git knows them in its form: permissions, empty
  /// and executable files, links.
  private static String extendedHeader(String path, FileVersion before, FileVersion after) {
    if (before.exists() && after.exists() && isLink(before) != isLink(after)) {
      return quotePath(path, "")
          + (isLink(after) ? " became a symbolic link\n" : " became a file\n");
    }
    var git = "diff --git %s %s\n".formatted(quotePath(path, "a/"), quotePath(path, "b/"));
    if (!before.exists()) {
      return isPlain(after) ? "" : git + "new file mode " + gitMode(after) + "\n";
    }
    if (!after.exists()) {
      return isPlain(before) ? "" : git + "deleted file mode " + gitMode(before) + "\n";
    }
    if (before.mode().isEmpty() || after.mode().isEmpty() || before.mode().equals(after.mode())) {
      return "";
    }
    return gitMode(before).equals(gitMode(after))
        ? "%s: %s became %s\n".formatted(quotePath(path, ""), before.mode(), after.mode())
        : git + "old mode %s\nnew mode %s\n".formatted(gitMode(before), gitMode(after));
  }

  /// Returns whether the names and hunks of a diff say all about a new or deleted file.
  private static boolean isPlain(FileVersion version) {
    return gitMode(version).equals("100644") && version.sizeBytes() > 0;
  }

  private static String gitMode(FileVersion version) {
    return isLink(version) ? "120000" : version.mode().startsWith("rwx") ? "100755" : "100644";
  }

  /// The name of a side in a diff.
  private static String name(FileVersion version, String prefix, String path) {
    return version.exists() ? quotePath(path, prefix) : "/dev/null";
  }

  /// Quotes paths with control characters, quotes or backslashes in C style.
  private static String quotePath(String path, String prefix) {
    var quoted = new StringBuilder();
    for (var c : path.toCharArray()) {
      switch (c) {
        case '"', '\\' -> quoted.append('\\').append(c);
        case '\n' -> quoted.append("\\n");
        case '\t' -> quoted.append("\\t");
        case '\r' -> quoted.append("\\r");
        default -> quoted.append(c < ' ' ? "\\%03o".formatted((int) c) : String.valueOf(c));
      }
    }
    return quoted.length() == path.length() ? prefix + path : '"' + prefix + quoted + '"';
  }

  private String reasonNotComparable(String path, FileVersion before, FileVersion after)
      throws IOException {
    for (var version : List.of(before, after)) {
      if (version.kind() == FileVersion.Kind.UNKEPT) {
        return "(%s cannot be compared: %s)\n".formatted(quotePath(path, ""), version.note());
      }
      if (version.kind() == FileVersion.Kind.FILE && contents.read(version.hash()).isEmpty()) {
        return "(%s cannot be compared: its content is no longer stored)\n"
            .formatted(quotePath(path, ""));
      }
    }
    return "Binary files %s and %s differ\n"
        .formatted(name(before, "a/", path), name(after, "b/", path));
  }

  /// Returns the lines of a text without LF but with CR; empty for binary or missing content.
  private Optional<List<String>> lines(FileVersion version) throws IOException {
    return switch (version.kind()) {
      case NOTHING -> Optional.of(List.of());
      case LINK -> Optional.of(List.of(version.note() + NO_NEWLINE_MARKER));
      case UNKEPT -> Optional.empty();
      case FILE ->
          contents
              .read(version.hash())
              .filter(bytes -> !TextDecoder.isBinary(bytes))
              .flatMap(TextDecoder::decode)
              .map(ChangeDiff::split);
    };
  }

  private static List<String> split(String text) {
    var lines = new ArrayList<>(List.of(text.split("\n", -1)));
    var last = lines.removeLast();
    if (!last.isEmpty()) {
      lines.add(last + NO_NEWLINE_MARKER);
    }
    return lines;
  }

  private static String hunks(List<String> oldLines, List<String> newLines) {
    var patch = patch(oldLines, newLines);
    var body = new StringBuilder();
    UnifiedDiffUtils.generateUnifiedDiff("", "", oldLines, patch, CONTEXT_LINES).stream()
        .skip(2)
        .map(line -> line.startsWith("@@") ? line.replace(",1 ", " ") : line)
        .forEach(line -> body.append(line).append('\n'));
    return body.length() > CHARS_MAX ? truncate(body) : body.toString();
  }

  private static String truncate(StringBuilder body) {
    var lineEnd = body.lastIndexOf("\n", CHARS_MAX) + 1;
    var end = lineEnd > 0 ? lineEnd : CHARS_MAX;
    var omitted = body.substring(end).lines().count();
    return body.substring(0, end) + "... (%d more diff lines omitted)\n".formatted(omitted);
  }

  private static Patch<String> patch(List<String> oldLines, List<String> newLines) {
    var commonMax = Math.min(oldLines.size(), newLines.size());
    var prefix = commonLines(oldLines, newLines, commonMax);
    var suffix = commonLines(oldLines.reversed(), newLines.reversed(), commonMax - prefix);
    var oldMiddle = oldLines.subList(prefix, oldLines.size() - suffix);
    var newMiddle = newLines.subList(prefix, newLines.size() - suffix);
    List<AbstractDelta<String>> deltas =
        oldMiddle.size() + newMiddle.size() > COMPARED_LINES_MAX
            ? List.of(new ChangeDelta<>(new Chunk<>(0, oldMiddle), new Chunk<>(0, newMiddle)))
            : DiffUtils.diff(oldMiddle, newMiddle).getDeltas();
    var patch = new Patch<String>();
    for (var delta : deltas) {
      patch.addDelta(
          delta.withChunks(shift(delta.getSource(), prefix), shift(delta.getTarget(), prefix)));
    }
    return patch;
  }

  private static Chunk<String> shift(Chunk<String> chunk, int lines) {
    return new Chunk<>(chunk.getPosition() + lines, chunk.getLines());
  }

  /// Counts the equal lines at the beginning.
  private static int commonLines(List<String> oldLines, List<String> newLines, int max) {
    var count = 0;
    while (count < max && oldLines.get(count).equals(newLines.get(count))) {
      count++;
    }
    return count;
  }
}
