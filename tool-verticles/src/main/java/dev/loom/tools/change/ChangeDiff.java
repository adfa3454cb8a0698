package dev.loom.tools.change;

import com.github.difflib.DiffUtils;
import com.github.difflib.algorithm.myers.MyersDiffWithLinearSpace;
import dev.loom.tools.workspace.BinaryContent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Renders one change as a unified diff, in the format that `patch` and `git apply` read. Longer
/// diffs are truncated after 64 Ki characters.
final class ChangeDiff {
  private static final int CHARS_MAX = 64 * 1024;
  private static final int CONTEXT_LINES = 3;

  /// Upper bound for the diff algorithm, whose time grows with the square of the differing lines.
  /// Above it, all lines are shown as removed and added.
  private static final int COMPARED_LINES_MAX = 4_000;

  private static final String NO_END = "\n\\ No newline at end of file";

  private final ContentStore contents;

  ChangeDiff(ContentStore contents) {
    this.contents = contents;
  }

  String render(FileTransition transition) throws IOException {
    var before = transition.before();
    var after = transition.after();
    var head = head(transition.path(), before, after);
    if (before.hash().equals(after.hash()) && before.kind() == after.kind() && !isLink(before)) {
      return head;
    }
    var old = lines(before);
    var now = lines(after);
    if (old.isEmpty() || now.isEmpty()) {
      return head + reasonNotComparable(transition.path(), before, after);
    }
    return head + names(transition.path(), before, after) + body(old.get(), now.get());
  }

  private static boolean isLink(FileVersion version) {
    return version.kind() == FileVersion.Kind.LINK;
  }

  /// Header lines for changes outside the text: permissions and links.
  private static String head(String path, FileVersion before, FileVersion after) {
    var head = new StringBuilder();
    if (before.exists() && after.exists() && isLink(before) != isLink(after)) {
      head.append(path(path, ""))
          .append(isLink(after) ? " became a symbolic link\n" : " became a file\n");
    }
    if (!before.mode().isEmpty()
        && !after.mode().isEmpty()
        && !before.mode().equals(after.mode())) {
      head.append("old mode ").append(before.mode()).append('\n');
      head.append("new mode ").append(after.mode()).append('\n');
    }
    return head.toString();
  }

  private static String names(String path, FileVersion before, FileVersion after) {
    return "--- "
        + (before.exists() ? path(path, "a/") : "/dev/null")
        + "\n+++ "
        + (after.exists() ? path(path, "b/") : "/dev/null")
        + "\n";
  }

  /// Quotes paths with control characters, quotes or backslashes in C style.
  private static String path(String path, String prefix) {
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
        return "(%s cannot be compared: %s)\n".formatted(path(path, ""), version.note());
      }
      if (version.kind() == FileVersion.Kind.FILE && contents.read(version.hash()).isEmpty()) {
        return "(%s cannot be compared: its content is no longer stored)\n"
            .formatted(path(path, ""));
      }
    }
    return "Binary files "
        + (before.exists() ? path(path, "a/") : "/dev/null")
        + " and "
        + (after.exists() ? path(path, "b/") : "/dev/null")
        + " differ\n";
  }

  /// Lines of a text without their LF (a CR is kept); empty for binary or missing content.
  private Optional<List<String>> lines(FileVersion version) throws IOException {
    return switch (version.kind()) {
      case NOTHING -> Optional.of(List.of());
      case LINK -> Optional.of(List.of(version.note() + NO_END));
      case UNKEPT -> Optional.empty();
      case FILE -> contents.read(version.hash()).flatMap(ChangeDiff::text).map(ChangeDiff::split);
    };
  }

  private static Optional<String> text(byte[] bytes) {
    if (BinaryContent.isBinary(bytes)) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException binary) {
      return Optional.empty();
    }
  }

  private static List<String> split(String text) {
    var lines = new ArrayList<String>();
    var start = 0;
    for (var feed = text.indexOf('\n'); feed >= 0; feed = text.indexOf('\n', start)) {
      lines.add(text.substring(start, feed));
      start = feed + 1;
    }
    if (start < text.length()) {
      lines.add(text.substring(start) + NO_END);
    }
    return lines;
  }

  private static String body(List<String> old, List<String> now) {
    var body = new StringBuilder();
    var blocks = blocks(old, now);
    for (var first = 0; first < blocks.size(); ) {
      var last = first;
      while (last + 1 < blocks.size()
          && blocks.get(last + 1).oldStart() - blocks.get(last).oldEnd() <= 2 * CONTEXT_LINES) {
        last++;
      }
      hunk(body, old, now, blocks.subList(first, last + 1));
      if (body.length() > CHARS_MAX) {
        return truncate(body, last + 1 < blocks.size());
      }
      first = last + 1;
    }
    return body.toString();
  }

  private static String truncate(StringBuilder body, boolean more) {
    var end = body.lastIndexOf("\n", CHARS_MAX) + 1;
    var keptTo = end > 0 ? end : CHARS_MAX;
    var left = body.substring(keptTo).lines().count();
    return body.substring(0, keptTo)
        + "... (%d more diff lines omitted%s)\n".formatted(left, more ? ", and more" : "");
  }

  private static void hunk(
      StringBuilder body, List<String> old, List<String> now, List<Block> blocks) {
    var first = blocks.getFirst();
    var last = blocks.getLast();
    var before = Math.min(CONTEXT_LINES, first.oldStart());
    var after = Math.min(CONTEXT_LINES, old.size() - last.oldEnd());
    var oldStart = first.oldStart() - before;
    var newStart = first.newStart() - before;
    var oldCount = last.oldEnd() + after - oldStart;
    var newCount = last.newEnd() + after - newStart;
    body.append("@@ -")
        .append(range(oldStart, oldCount))
        .append(" +")
        .append(range(newStart, newCount))
        .append(" @@\n");
    var at = oldStart;
    for (var block : blocks) {
      add(body, ' ', old.subList(at, block.oldStart()));
      add(body, '-', old.subList(block.oldStart(), block.oldEnd()));
      add(body, '+', now.subList(block.newStart(), block.newEnd()));
      at = block.oldEnd();
    }
    add(body, ' ', old.subList(at, last.oldEnd() + after));
  }

  private static String range(int start, int count) {
    return (count == 0 ? start : start + 1) + (count == 1 ? "" : "," + count);
  }

  private static void add(StringBuilder body, char sign, List<String> lines) {
    lines.forEach(line -> body.append(sign).append(line).append('\n'));
  }

  /// Computes the differing line ranges.
  private static List<Block> blocks(List<String> old, List<String> now) {
    var head = 0;
    while (head < Math.min(old.size(), now.size()) && old.get(head).equals(now.get(head))) {
      head++;
    }
    var tail = 0;
    while (tail < Math.min(old.size(), now.size()) - head
        && old.get(old.size() - 1 - tail).equals(now.get(now.size() - 1 - tail))) {
      tail++;
    }
    var oldMiddle = old.subList(head, old.size() - tail);
    var newMiddle = now.subList(head, now.size() - tail);
    if (oldMiddle.isEmpty() && newMiddle.isEmpty()) {
      return List.of();
    }
    if (oldMiddle.isEmpty()
        || newMiddle.isEmpty()
        || oldMiddle.size() + newMiddle.size() > COMPARED_LINES_MAX) {
      return List.of(new Block(head, old.size() - tail, head, now.size() - tail));
    }
    var blocks = new ArrayList<Block>();
    var shift = 0;
    for (var delta :
        DiffUtils.diff(oldMiddle, newMiddle, new MyersDiffWithLinearSpace<>()).getDeltas()) {
      var start = head + delta.getSource().getPosition();
      var end = start + delta.getSource().size();
      var growth = delta.getTarget().size() - delta.getSource().size();
      add(blocks, new Block(start, end, start + shift, end + shift + growth));
      shift += growth;
    }
    return blocks;
  }

  /// Merges adjacent deltas: the library reports removed and added lines of one place separately.
  private static void add(List<Block> blocks, Block next) {
    if (!blocks.isEmpty() && blocks.getLast().oldEnd() == next.oldStart()) {
      var last = blocks.removeLast();
      blocks.add(new Block(last.oldStart(), next.oldEnd(), last.newStart(), next.newEnd()));
    } else {
      blocks.add(next);
    }
  }

  private record Block(int oldStart, int oldEnd, int newStart, int newEnd) {}
}
