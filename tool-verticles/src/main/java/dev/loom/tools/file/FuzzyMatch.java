package dev.loom.tools.file;

import java.util.List;

/// The lines of a file that are most similar to a pattern text.
///
/// @param line first matching line, counted from 0
/// @param lineCount number of lines, the same as in the pattern
/// @param score similarity from 0 to 1, ignoring differences in white space
/// @param runnerUpLine first line of the second best match that does not overlap, -1 if none
/// @param runnerUpScore similarity of the second best match, 0 if none
record FuzzyMatch(int line, int lineCount, double score, int runnerUpLine, double runnerUpScore) {
  private static final double ACCEPT_SCORE_MIN = 0.85;
  private static final double RUNNER_UP_GAP_MIN = 0.05;
  private static final double BOUND_SCALE = 0.5;
  private static final double HINT_SCORE_MIN = 0.25;
  private static final int SNIPPET_MARGIN = 3;
  private static final int SNIPPET_LINES_MAX = 40;

  /// Maximum number of line comparisons; larger inputs only match exactly.
  private static final long COMPARISONS_MAX = 5_000_000;

  private static final int FILE_LINES_MAX = 100_000;

  /// Compares the pattern with every window of as many lines. The score is 0 if a limit is
  /// exceeded.
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
    for (var window = 0; window < windows; window++) {
      if (Thread.interrupted()) {
        throw new InterruptedException("the call was cancelled");
      }
      scores[window] = score(file, window, pattern);
      if (scores[window] > scores[best]) {
        best = window;
      }
    }
    var next = runnerUp(scores, best, pattern.count());
    return new FuzzyMatch(best, pattern.count(), scores[best], next, next < 0 ? 0 : scores[next]);
  }

  /// Averages the similarity of the lines. A window that cannot reach the threshold gets its scaled
  /// upper bound, used only for ranking.
  private static double score(NormalizedLines file, int window, NormalizedLines pattern) {
    var bound = 0.0;
    for (var i = 0; i < pattern.count(); i++) {
      bound += file.upperBound(window + i, pattern, i);
    }
    if (bound < ACCEPT_SCORE_MIN * pattern.count()) {
      return bound / pattern.count() * BOUND_SCALE;
    }
    var sum = 0.0;
    for (var i = 0; i < pattern.count(); i++) {
      sum += LineSimilarity.ratio(file.lines().get(window + i), pattern.lines().get(i));
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
    for (var window = 0; window < scores.length; window++) {
      var overlaps = Math.abs(window - best) < count;
      if (!overlaps && (next < 0 || scores[window] > scores[next])) {
        next = window;
      }
    }
    return next;
  }

  boolean isAccepted() {
    return score >= ACCEPT_SCORE_MIN;
  }

  boolean isAmbiguous() {
    return runnerUpScore >= ACCEPT_SCORE_MIN && score - runnerUpScore < RUNNER_UP_GAP_MIN;
  }

  /// Renders the match with line numbers as a hint for the model, empty when nothing is similar.
  String hint(String text) {
    if (score < HINT_SCORE_MIN) {
      return "";
    }
    var lines = LineOffsets.of(text);
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
