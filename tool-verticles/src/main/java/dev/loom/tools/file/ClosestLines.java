package dev.loom.tools.file;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Finds the lines of a file that are most like a text that was not found, as a hint for models.
final class ClosestLines {
  private static final double HINT_SCORE_MIN = 0.25;
  private static final int SNIPPET_MARGIN = 3;
  private static final int SNIPPET_LINES_MAX = 40;

  /// Maximum number of line comparisons; larger inputs get no hint.
  private static final long COMPARISONS_MAX = 5_000_000;

  private static final Pattern WHITE_SPACE = Pattern.compile("\\p{javaWhitespace}+");
  private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}_]+|\\S");

  private ClosestLines() {}

  private static List<String> collapsedLines(String text) {
    return text.lines().map(line -> WHITE_SPACE.matcher(line).replaceAll(" ").strip()).toList();
  }

  private static boolean isComparable(List<String> file, List<String> pattern) {
    return !pattern.isEmpty()
        && file.size() >= pattern.size()
        && (long) file.size() * pattern.size() <= COMPARISONS_MAX;
  }

  /// Renders the lines that have the most words in common with the pattern, with line numbers, as a
  /// hint for the model; empty when nothing is similar.
  static String render(String text, String oldText) throws InterruptedException {
    var file = collapsedLines(text);
    var pattern = collapsedLines(oldText);
    if (!isComparable(file, pattern)) {
      return "";
    }
    var fileWords = file.stream().map(ClosestLines::words).toList();
    var patternWords = pattern.stream().map(ClosestLines::words).toList();
    var best = 0;
    var bestScore = 0.0;
    for (var window = 0; window <= file.size() - pattern.size(); window++) {
      if (Thread.interrupted()) {
        throw new InterruptedException("the call was cancelled");
      }
      var score = similarity(fileWords.subList(window, window + pattern.size()), patternWords);
      if (score > bestScore) {
        best = window;
        bestScore = score;
      }
    }
    return bestScore < HINT_SCORE_MIN ? "" : snippet(text, best, pattern.size());
  }

  private static Set<String> words(String line) {
    return WORD.matcher(line).results().map(MatchResult::group).collect(Collectors.toSet());
  }

  /// Averages the share of words that the lines have in common.
  private static double similarity(List<Set<String>> lines, List<Set<String>> pattern) {
    var sum = 0.0;
    for (var i = 0; i < pattern.size(); i++) {
      var all = lines.get(i).size() + pattern.get(i).size();
      var common = new HashSet<>(lines.get(i));
      common.retainAll(pattern.get(i));
      sum += all == 0 ? 1 : 2.0 * common.size() / all;
    }
    return sum / pattern.size();
  }

  private static String snippet(String text, int line, int lineCount) {
    var lines = LineOffsets.of(text);
    var first = Math.max(0, line - SNIPPET_MARGIN);
    var last = Math.min(lines.count(), line + lineCount + SNIPPET_MARGIN);
    last = Math.min(last, first + SNIPPET_LINES_MAX);
    var snippet = new StringBuilder(" The closest lines are:");
    for (var i = first; i < last; i++) {
      snippet.append("\n%5d | %s".formatted(i + 1, lines.line(i)));
    }
    return snippet.toString();
  }
}
