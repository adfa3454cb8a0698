package dev.loom.tools.file;

import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Compares the lines of a file with a pattern text, ignoring differences in white space.
///
/// @param line first line of the first place that is equal, counted from 0; -1 if there is none
/// @param lineCount number of lines, the same as in the pattern
/// @param lastLine first line of the last place that is equal
record FuzzyMatch(int line, int lineCount, int lastLine) {
  private static final double HINT_SCORE_MIN = 0.25;
  private static final int SNIPPET_MARGIN = 3;
  private static final int SNIPPET_LINES_MAX = 40;

  /// Maximum number of line comparisons; larger inputs only match exactly.
  private static final long COMPARISONS_MAX = 5_000_000;

  private static final Pattern WHITE_SPACE = Pattern.compile("\\p{javaWhitespace}+");
  private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}_]+|\\S");

  /// Finds the places with as many lines as the pattern that are equal but for white space.
  static FuzzyMatch find(String text, String oldText) {
    var file = collapsedLines(text);
    var pattern = collapsedLines(oldText);
    return isComparable(file, pattern)
        ? new FuzzyMatch(
            Collections.indexOfSubList(file, pattern),
            pattern.size(),
            Collections.lastIndexOfSubList(file, pattern))
        : new FuzzyMatch(-1, pattern.size(), -1);
  }

  private static List<String> collapsedLines(String text) {
    return text.lines().map(line -> WHITE_SPACE.matcher(line).replaceAll(" ").strip()).toList();
  }

  private static boolean isComparable(List<String> file, List<String> pattern) {
    return !pattern.isEmpty()
        && file.size() >= pattern.size()
        && (long) file.size() * pattern.size() <= COMPARISONS_MAX;
  }

  boolean isFound() {
    return line >= 0;
  }

  boolean isAmbiguous() {
    return line != lastLine;
  }

  /// Renders the lines that have the most words in common with the pattern, with line numbers, as a
  /// hint for the model; empty when nothing is similar.
  static String hint(String text, String oldText) throws InterruptedException {
    var file = collapsedLines(text);
    var pattern = collapsedLines(oldText);
    if (!isComparable(file, pattern)) {
      return "";
    }
    var fileWords = file.stream().map(FuzzyMatch::words).toList();
    var patternWords = pattern.stream().map(FuzzyMatch::words).toList();
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
