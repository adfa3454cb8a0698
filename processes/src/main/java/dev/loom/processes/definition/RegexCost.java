package dev.loom.processes.definition;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Estimates the size of a compiled regular expression from its text. Counted repetitions multiply:
/// `((a{100}){100}){100}` has 20 characters and compiles to a million instructions.
final class RegexCost {
  private static final Pattern COUNT = Pattern.compile("\\{(\\d{1,4})(?:,(\\d{0,4}))?}");
  private static final Pattern ESCAPE =
      Pattern.compile("(?s)\\\\(?:Q.*?(?:\\\\E|$)|[pPx]\\{[^}]*}|.)");
  private static final Pattern CLASS =
      Pattern.compile("(?s)\\[\\^?]?(?:\\[:[^\\]]*:]|\\\\.|[^\\]\\\\])*]");

  /// Caps the estimate, so that products cannot overflow.
  private static final long SIZE_MAX = 1_000_000_000L;

  private final String text;
  private final Deque<Long> outer = new ArrayDeque<>();
  private long size;
  private long last;

  RegexCost(String text) {
    this.text = text;
  }

  /// Returns the approximate number of instructions; any number for an invalid pattern.
  long estimate() {
    int at = 0;
    while (at < text.length()) {
      at += step(at);
    }
    while (!outer.isEmpty()) {
      size += outer.pop();
    }
    return size;
  }

  /// @return the number of characters consumed
  private int step(int at) {
    switch (text.charAt(at)) {
      case '\\' -> {
        return atom(ESCAPE, at);
      }
      case '[' -> {
        return atom(CLASS, at);
      }
      case '{' -> {
        return repeat(at);
      }
      case '(' -> {
        outer.push(size);
        size = 0;
        last = 0;
        return 1;
      }
      case ')' -> {
        last = size + 2;
        size = last + (outer.isEmpty() ? 0 : outer.pop());
        return 1;
      }
      case '*', '+', '?' -> {
        last++;
        size++;
        return 1;
      }
      default -> {
        add(1);
        return 1;
      }
    }
  }

  private int atom(Pattern syntax, int at) {
    var match = from(syntax, at);
    var chars = match.lookingAt() ? match.end() - at : 1;
    add(text.startsWith("\\Q", at) ? chars : 1);
    return chars;
  }

  private int repeat(int at) {
    var match = from(COUNT, at);
    if (!match.lookingAt()) {
      add(1);
      return 1;
    }
    var min = Long.parseLong(match.group(1));
    var max = match.group(2);
    var count = Math.max(min, max == null || max.isEmpty() ? 1 : Long.parseLong(max));
    size = Math.min(SIZE_MAX, size + last * Math.max(0, count - 1));
    last = Math.min(SIZE_MAX, last * Math.max(1, count));
    return match.end() - at;
  }

  private void add(long atom) {
    last = atom;
    size += atom;
  }

  private Matcher from(Pattern syntax, int at) {
    return syntax.matcher(text).region(at, text.length());
  }
}
