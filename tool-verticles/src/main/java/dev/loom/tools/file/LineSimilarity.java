package dev.loom.tools.file;

import java.util.regex.Pattern;

/// Computes the Ratcliff-Obershelp similarity of two lines, from 0 to 1: twice the number of
/// matching characters divided by the number of all characters.
final class LineSimilarity {
  /// Longer lines are similar only when they are equal, because the comparison takes cubic time.
  static final int CHARS_MAX = 400;

  private static final int BINS = 64;
  private static final Pattern WHITE_SPACE = Pattern.compile("\\p{javaWhitespace}+");

  private LineSimilarity() {}

  /// Counts the characters; several characters share a bin.
  static short[] histogram(String line) {
    var bins = new short[BINS];
    for (var i = 0; i < Math.min(line.length(), CHARS_MAX); i++) {
      bins[line.charAt(i) % BINS]++;
    }
    return bins;
  }

  /// A fast upper bound of the similarity that ignores the order of characters.
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

  /// Replaces runs of white space with one space and strips both ends.
  static String collapseWhitespace(String line) {
    return WHITE_SPACE.matcher(line).replaceAll(" ").strip();
  }

  static double ratio(String a, String b) {
    if (a.equals(b)) {
      return 1;
    }
    if (a.isEmpty() || b.isEmpty() || a.length() > CHARS_MAX || b.length() > CHARS_MAX) {
      return 0;
    }
    return 2.0 * matching(a, 0, a.length(), b, 0, b.length()) / (a.length() + b.length());
  }

  private static int matching(String a, int aFrom, int aTo, String b, int bFrom, int bTo) {
    if (aFrom >= aTo || bFrom >= bTo) {
      return 0;
    }
    int[] suffixLengths = new int[bTo - bFrom + 1];
    int best = 0;
    int aEnd = 0;
    int bEnd = 0;
    for (var i = aFrom; i < aTo; i++) {
      for (var j = bTo - 1; j >= bFrom; j--) {
        var column = j - bFrom;
        suffixLengths[column + 1] = a.charAt(i) == b.charAt(j) ? suffixLengths[column] + 1 : 0;
        if (suffixLengths[column + 1] > best) {
          best = suffixLengths[column + 1];
          aEnd = i + 1;
          bEnd = j + 1;
        }
      }
    }
    return best == 0
        ? 0
        : best
            + matching(a, aFrom, aEnd - best, b, bFrom, bEnd - best)
            + matching(a, aEnd, aTo, b, bEnd, bTo);
  }
}
