package dev.loom.tools.file;

import java.util.List;

/// The lines of a file that are most similar to a given text.
///
/// @param line first matching line, counted from 0
/// @param lineCount number of lines, the same as in the given text
/// @param score similarity from 0 to 1, ignoring white space
/// @param runnerUpLine first line of the second best match that does not overlap, -1 if none
/// @param runnerUpScore its similarity
record FuzzyMatch(int line, int lineCount, double score, int runnerUpLine, double runnerUpScore) {
  private static final double GOOD = 0.85;
  private static final double CLEAR_GAP = 0.05;
  private static final double NOT_GOOD = 0.5;
  private static final double WORTH_SHOWING = 0.25;
  private static final int SNIPPET_MARGIN = 3;
  private static final int SNIPPET_LINES_MAX = 40;

  /// Maximum number of line comparisons; larger inputs only match exactly.
  private static final long COMPARISONS_MAX = 5_000_000;

  private static final int FILE_LINES_MAX = 100_000;

  /// Compares every window of the same number of lines.
  static FuzzyMatch find(String text, String oldText) throws InterruptedException {
    var file = NormalizedLines.of(text);
    var pattern = NormalizedLines.of(oldText);
    var windows = file.count() - pattern.count() + 1;
    if (pattern.count() == 0
        || windows < 1
        || file.count() > FILE_LINES_MAX
        || (long) windows * pattern.count() > COMPARISONS_MAX) {
      return new FuzzyMatch(0, 0, 0, 0, 0);
    }
    var scores = new double[windows];
    var best = 0;
    for (var at = 0; at < windows; at++) {
      if (Thread.interrupted()) {
        throw new InterruptedException("the call was cancelled");
      }
      scores[at] = score(file, at, pattern);
      if (scores[at] > scores[best]) {
        best = at;
      }
    }
    var next = runnerUp(scores, best, pattern.count());
    return new FuzzyMatch(best, pattern.count(), scores[best], next, next < 0 ? 0 : scores[next]);
  }

  /// The average similarity of the lines. A window that cannot be good gets its upper bound, scaled
  /// below the threshold: enough to rank the windows.
  private static double score(NormalizedLines file, int at, NormalizedLines pattern) {
    var bound = 0.0;
    for (var i = 0; i < pattern.count(); i++) {
      bound += file.upperBound(at + i, pattern, i);
    }
    if (bound < GOOD * pattern.count()) {
      return bound / pattern.count() * NOT_GOOD;
    }
    var sum = 0.0;
    for (var i = 0; i < pattern.count(); i++) {
      sum += LineSimilarity.ratio(file.lines().get(at + i), pattern.lines().get(i));
    }
    return sum / pattern.count();
  }

  /// Lines with normalized white space and their histograms.
  private record NormalizedLines(List<String> lines, List<short[]> histograms) {
    static NormalizedLines of(String text) {
      var lines = text.lines().map(LineSimilarity::collapseWhitespace).toList();
      return new NormalizedLines(
          lines,
          lines.size() > FILE_LINES_MAX
              ? List.of()
              : lines.stream().map(LineSimilarity::histogram).toList());
    }

    int count() {
      return lines.size();
    }

    double upperBound(int line, NormalizedLines other, int otherLine) {
      return LineSimilarity.upperBound(
          lines.get(line),
          histograms.get(line),
          other.lines.get(otherLine),
          other.histograms.get(otherLine));
    }
  }

  private static int runnerUp(double[] scores, int best, int count) {
    var next = -1;
    for (var at = 0; at < scores.length; at++) {
      var overlaps = Math.abs(at - best) < count;
      if (!overlaps && (next < 0 || scores[at] > scores[next])) {
        next = at;
      }
    }
    return next;
  }

  boolean isGood() {
    return score >= GOOD;
  }

  boolean isAmbiguous() {
    return runnerUpScore >= GOOD && score - runnerUpScore < CLEAR_GAP;
  }

  /// Renders the match with line numbers as a hint for the model, empty when nothing is similar.
  String closest(String text) {
    if (score < WORTH_SHOWING) {
      return "";
    }
    var lines = LineIndex.of(text);
    var first = Math.max(0, line - SNIPPET_MARGIN);
    var last = Math.min(lines.count(), line + lineCount + SNIPPET_MARGIN);
    last = Math.min(last, first + SNIPPET_LINES_MAX);
    var snippet = new StringBuilder();
    snippet.append(" The closest lines are:");
    for (var i = first; i < last; i++) {
      snippet.append("\n%5d | %s".formatted(i + 1, lines.line(i)));
    }
    return snippet.toString();
  }
}
