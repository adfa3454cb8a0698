package dev.loom.contracts.text;

import java.text.BreakIterator;
import java.util.Locale;

/// Shortens text to a maximum number of UTF-16 chars without splitting a surrogate pair or a
/// grapheme cluster (a letter with its combining marks, a joined emoji, a flag).
///
/// The limit applies to what is kept of the text; a marker is added on top of it.
public final class TextTruncator {
  /// Distance from the limit within which cluster boundaries are searched. A longer cluster is
  /// split between code points.
  private static final int CLUSTER_CHARS_MAX = 128;

  private static final int ASCII_END = 0x80;

  private TextTruncator() {}

  /// Returns the beginning of the text, without a marker.
  public static String head(String text, int charsMax) {
    return text.length() <= charsMax ? text : text.substring(0, boundaryBefore(text, charsMax));
  }

  /// Returns the text, or its beginning followed by `…`.
  public static String withEllipsis(String text, int charsMax) {
    return text.length() <= charsMax ? text : head(text, charsMax) + "…";
  }

  /// Returns the text, or its beginning followed by the number of chars left out.
  public static String withCount(String text, int charsMax) {
    if (text.length() <= charsMax) {
      return text;
    }
    var head = head(text, charsMax);
    return head + "\n[… " + (text.length() - head.length()) + " more characters]";
  }

  /// Returns the text, or its beginning and its end in equal parts with the number of chars left
  /// out between them.
  public static String middle(String text, int charsMax) {
    if (text.length() <= charsMax) {
      return text;
    }
    int head = boundaryBefore(text, charsMax / 2);
    int tail = tailStart(text, charsMax);
    return text.substring(0, head)
        + "\n... ["
        + (tail - head)
        + " characters left out] ...\n"
        + text.substring(tail);
  }

  /// Returns the number of chars that [#middle] leaves out.
  public static int omittedByMiddle(String text, int charsMax) {
    return text.length() <= charsMax
        ? 0
        : tailStart(text, charsMax) - boundaryBefore(text, charsMax / 2);
  }

  private static int tailStart(String text, int charsMax) {
    int from = text.length() - (charsMax - charsMax / 2);
    int tail = boundaryBefore(text, from);
    return tail < from ? boundaryAfter(text, from) : tail;
  }

  private static int boundaryBefore(String text, int index) {
    if (index <= 0 || index >= text.length()) {
      return Math.clamp(index, 0, text.length());
    }
    int start = windowStart(text, index);
    var clusters = clusters(text, start, index);
    int offset = index - start;
    int boundary = clusters.isBoundary(offset) ? offset : clusters.preceding(offset);
    boolean certain = boundary > 0 || start == 0 || text.charAt(start) < ASCII_END;
    return certain ? start + boundary : codePointBoundary(text, index);
  }

  private static int boundaryAfter(String text, int index) {
    int start = windowStart(text, index);
    int boundary = clusters(text, start, index).following(index - start - 1);
    return boundary == BreakIterator.DONE ? text.length() : start + boundary;
  }

  /// Starts at an ASCII char where there is one, so that the window does not begin inside a
  /// cluster.
  private static int windowStart(String text, int index) {
    int farthest = Math.max(0, index - CLUSTER_CHARS_MAX);
    for (int start = index - 1; start >= farthest; start--) {
      if (text.charAt(start) < ASCII_END) {
        return start;
      }
    }
    return codePointBoundary(text, farthest);
  }

  private static BreakIterator clusters(String text, int start, int index) {
    var iterator = BreakIterator.getCharacterInstance(Locale.ROOT);
    iterator.setText(text.substring(start, Math.min(text.length(), index + CLUSTER_CHARS_MAX)));
    return iterator;
  }

  private static int codePointBoundary(String text, int index) {
    boolean split =
        index > 0
            && Character.isHighSurrogate(text.charAt(index - 1))
            && Character.isLowSurrogate(text.charAt(index));
    return split ? index - 1 : index;
  }
}
