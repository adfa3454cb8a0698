package dev.loom.tools.file;

/// How alike two lines are, 0 to 1: twice the characters they share in order, by always taking the
/// longest common piece and going on left and right of it, over the characters of both (Ratcliff
/// and Obershelp).
final class LineSimilarity {
  /// Longer lines count as alike only when they are equal; comparing them takes cubic time.
  static final int CHARS_MAX = 400;

  private static final int BINS = 64;

  private LineSimilarity() {}

  /// How often each character occurs, several characters to a bin.
  static short[] histogram(String line) {
    var bins = new short[BINS];
    for (var i = 0; i < Math.min(line.length(), CHARS_MAX); i++) {
      bins[line.charAt(i) % BINS]++;
    }
    return bins;
  }

  /// No less than the similarity, and much faster: as if order did not matter.
  static double upperBound(String a, short[] binsOfA, String b, short[] binsOfB) {
    if (a.isEmpty() || b.isEmpty() || a.length() > CHARS_MAX || b.length() > CHARS_MAX) {
      return a.equals(b) ? 1 : 0;
    }
    var shared = 0;
    for (var bin = 0; bin < BINS; bin++) {
      shared += Math.min(binsOfA[bin], binsOfB[bin]);
    }
    return 2.0 * shared / (a.length() + b.length());
  }

  /// Runs of white space become one blank; those at both ends go.
  static String collapseWhitespace(String line) {
    var collapsed = new StringBuilder(line.length());
    for (var i = 0; i < line.length(); i++) {
      var c = line.charAt(i);
      if (!Character.isWhitespace(c)) {
        collapsed.append(c);
      } else if (!collapsed.isEmpty() && collapsed.charAt(collapsed.length() - 1) != ' ') {
        collapsed.append(' ');
      }
    }
    return collapsed.toString().stripTrailing();
  }

  static double ratio(String a, String b) {
    if (a.equals(b)) {
      return 1;
    }
    if (a.isEmpty() || b.isEmpty() || a.length() > CHARS_MAX || b.length() > CHARS_MAX) {
      return 0;
    }
    return 2.0 * shared(a, 0, a.length(), b, 0, b.length()) / (a.length() + b.length());
  }

  private static int shared(String a, int aFrom, int aTo, String b, int bFrom, int bTo) {
    if (aFrom >= aTo || bFrom >= bTo) {
      return 0;
    }
    int[] ending = new int[bTo - bFrom + 1];
    int best = 0;
    int aEnd = 0;
    int bEnd = 0;
    for (var i = aFrom; i < aTo; i++) {
      for (var j = bTo - 1; j >= bFrom; j--) {
        var at = j - bFrom;
        ending[at + 1] = a.charAt(i) == b.charAt(j) ? ending[at] + 1 : 0;
        if (ending[at + 1] > best) {
          best = ending[at + 1];
          aEnd = i + 1;
          bEnd = j + 1;
        }
      }
    }
    return best == 0
        ? 0
        : best
            + shared(a, aFrom, aEnd - best, b, bFrom, bEnd - best)
            + shared(a, aEnd, aTo, b, bEnd, bTo);
  }
}
