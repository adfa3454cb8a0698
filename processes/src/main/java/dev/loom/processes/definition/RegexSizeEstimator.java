package dev.loom.processes.definition;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Estimates the size of a compiled regular expression from its text. Counted repetitions multiply:
/// `((a{100}){100}){100}` has 20 characters and compiles to a million instructions.
final class RegexSizeEstimator {
  private static final Pattern COUNT = Pattern.compile("\\{(\\d{1,4})(?:,(\\d{0,4}))?}");
  private static final Pattern ESCAPE =
      Pattern.compile("(?s)\\\\(?:Q.*?(?:\\\\E|$)|[pPx]\\{[^}]*}|.)");
  private static final Pattern CLASS =
      Pattern.compile("(?s)\\[\\^?]?(?:\\[:[^\\]]*:]|\\\\.|[^\\]\\\\])*]");

  /// Caps the estimate, so that products cannot overflow.
  private static final long SIZE_MAX = 1_000_000_000L;

  private final String text;
  private final Deque<Long> outerSizes = new ArrayDeque<>();
  private long size;
  private long lastAtomSize;

  RegexSizeEstimator(String text) {
    this.text = text;
  }

  /// Returns the approximate number of instructions; meaningless for an invalid pattern.
  long estimate() {
    int index = 0;
    while (index < text.length()) {
      index += step(index);
    }
    while (!outerSizes.isEmpty()) {
      size += outerSizes.pop();
    }
    return size;
  }

  /// @return the number of characters consumed
  private int step(int index) {
    switch (text.charAt(index)) {
      case '\\' -> {
        return atom(ESCAPE, index);
      }
      case '[' -> {
        return atom(CLASS, index);
      }
      case '{' -> {
        return repeat(index);
      }
      case '(' -> {
        outerSizes.push(size);
        size = 0;
        lastAtomSize = 0;
        return 1;
      }
      case ')' -> {
        lastAtomSize = size + 2;
        size = lastAtomSize + (outerSizes.isEmpty() ? 0 : outerSizes.pop());
        return 1;
      }
      case '*', '+', '?' -> {
        lastAtomSize++;
        size++;
        return 1;
      }
      default -> {
        add(1);
        return 1;
      }
    }
  }

  private int atom(Pattern syntax, int index) {
    var match = from(syntax, index);
    var chars = match.lookingAt() ? match.end() - index : 1;
    add(text.startsWith("\\Q", index) ? chars : 1);
    return chars;
  }

  private int repeat(int index) {
    var match = from(COUNT, index);
    if (!match.lookingAt()) {
      add(1);
      return 1;
    }
    var min = Long.parseLong(match.group(1));
    var max = match.group(2);
    var count = Math.max(min, max == null || max.isEmpty() ? 1 : Long.parseLong(max));
    size = Math.min(SIZE_MAX, size + lastAtomSize * Math.max(0, count - 1));
    lastAtomSize = Math.min(SIZE_MAX, lastAtomSize * Math.max(1, count));
    return match.end() - index;
  }

  private void add(long atomSize) {
    lastAtomSize = atomSize;
    size += atomSize;
  }

  private Matcher from(Pattern syntax, int index) {
    return syntax.matcher(text).region(index, text.length());
  }
}
