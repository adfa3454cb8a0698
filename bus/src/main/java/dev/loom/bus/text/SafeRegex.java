package dev.loom.bus.text;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.LinkedHashMap;
import java.util.Map;

/// Compiles regular expressions of models, repositories and plug-ins. They match in linear time
/// (RE2). RE2 needs time and memory in proportion to the size of the compiled pattern, so that is
/// limited, and is estimated before anything is compiled.
public final class SafeRegex {
  /// Instructions of a pattern that searches whole files at once: 2,000 took 26 s for 1 MiB.
  public static final int WHOLE_FILE_INSTRUCTIONS_MAX = 500;

  /// Instructions of a pattern whose search is interrupted at a deadline.
  public static final int INSTRUCTIONS_MAX = 10_000;

  /// Length of a pattern in characters.
  public static final int CHARS_MAX = 1_024;

  /// A pattern that might compile to more instructions is rejected without compiling it: counted
  /// repetitions multiply, and the 20 characters `((a{100}){100}){100}` are a million instructions.
  private static final long ESTIMATE_MAX = 60_000;

  private static final String CODE_POINT = "\\\\x\\{[0-9a-fA-F]{1,8}}|\\\\.|[^\\\\]";
  private static final Pattern QUOTED_OR_CLASS =
      Pattern.compile(
          "(?s)\\\\(?:Q.*?(?:\\\\E|$)|[pPx]\\{[^}]*}|.)"
              + "|\\[\\^?]?(?:\\[:[^\\]]*:]|\\\\.|[^\\]\\\\])*]");
  private static final Pattern COUNT = Pattern.compile("(\\)?)\\{(\\d{1,4})(?:,(\\d{0,4}))?}");
  private static final Pattern IGNORES_CASE = Pattern.compile("\\(\\?[a-zA-Z-]*i");
  private static final Pattern ITEM =
      Pattern.compile("(?s)(" + CODE_POINT + ")(?:-(" + CODE_POINT + "))?");

  /// RE2/J 1.8 folds these letters (variants of Cyrillic ones) in a circle that does not lead back
  /// to them, so it never finishes compiling a case-insensitive pattern that contains one.
  private static final int UNFOLDABLE_FIRST = 0x1C80;

  private static final int UNFOLDABLE_LAST = 0x1C88;

  /// Names of regex constructs that RE2 does not support, by their syntax.
  private static final Map<String, String> UNSUPPORTED = new LinkedHashMap<>();

  static {
    UNSUPPORTED.put("(?=", "look-ahead (?=...)");
    UNSUPPORTED.put("(?!", "negative look-ahead (?!...)");
    UNSUPPORTED.put("(?<=", "look-behind (?<=...)");
    UNSUPPORTED.put("(?<!", "negative look-behind (?<!...)");
    UNSUPPORTED.put("(?>", "atomic groups (?>...)");
    UNSUPPORTED.put("(?(", "conditions (?(...)...)");
    for (var group = 1; group <= 9; group++) {
      UNSUPPORTED.put("\\" + group, "the back-reference \\" + group);
    }
  }

  private SafeRegex() {}

  /// Compiles a pattern.
  ///
  /// @param flags flags of [Pattern]
  /// @param instructionsMax maximum size of the compiled pattern
  /// @throws IllegalArgumentException if the pattern is invalid, too costly or uses an unsupported
  ///   construct, which the message names
  public static Pattern compile(String regex, int flags, int instructionsMax) {
    if (regex.length() > CHARS_MAX) {
      throw new IllegalArgumentException(
          "Invalid regex: expected a pattern of at most " + CHARS_MAX + " characters");
    }
    if (upperBound(regex) > ESTIMATE_MAX) {
      throw tooCostly(instructionsMax);
    }
    var ignoresCase = (flags & Pattern.CASE_INSENSITIVE) != 0 || IGNORES_CASE.matcher(regex).find();
    if (ignoresCase && containsUnfoldable(regex)) {
      throw new IllegalArgumentException(
          "Invalid regex: it ignores case and covers the letters U+1C80 to U+1C88, which is not"
              + " supported; use a smaller range");
    }
    Pattern pattern;
    try {
      pattern = Pattern.compile(regex, flags);
    } catch (PatternSyntaxException failure) {
      throw new IllegalArgumentException(
          "Invalid regex: " + reason(regex, failure.getMessage()), failure);
    } catch (RuntimeException | StackOverflowError failure) {
      throw new IllegalArgumentException("Invalid regex: it cannot be compiled", failure);
    }
    if (pattern.programSize() > instructionsMax) {
      throw tooCostly(instructionsMax);
    }
    return pattern;
  }

  private static IllegalArgumentException tooCostly(int instructionsMax) {
    return new IllegalArgumentException(
        "Invalid regex: it is too costly: expected one that compiles to at most "
            + instructionsMax
            + " instructions; make its counted repetitions {n} smaller");
  }

  private static String reason(String regex, String message) {
    return UNSUPPORTED.entrySet().stream()
        .filter(construct -> message.contains("`") && regex.contains(construct.getKey()))
        .map(
            construct -> construct.getValue() + " is not supported; rewrite the pattern without it")
        .findFirst()
        .orElse(message.replace("error parsing regexp: ", ""));
  }

  /// Returns a number of instructions that the compiled pattern does not exceed. The counts of
  /// groups are multiplied, whether or not one contains the other.
  private static long upperBound(String regex) {
    long size = regex.length();
    long factor = 1;
    var counts = COUNT.matcher(QUOTED_OR_CLASS.matcher(regex).replaceAll("x"));
    while (counts.find() && factor < Integer.MAX_VALUE) {
      var max = counts.group(3);
      var count =
          Math.max(
              Long.parseLong(counts.group(2)),
              max == null || max.isEmpty() ? 1 : Long.parseLong(max));
      if (counts.group(1).isEmpty()) {
        size += 2 * count;
      } else {
        factor *= Math.max(1, count);
      }
    }
    return size * factor;
  }

  /// Returns whether a pattern names one of the letters that cannot be folded, or may have a range
  /// that includes them: what looks like a range behind the first bracket counts as one.
  private static boolean containsUnfoldable(String regex) {
    var bracket = regex.indexOf('[');
    var items = ITEM.matcher(regex);
    for (var at = 0; items.find(at); at = items.end(1)) {
      var isRange = items.group(2) != null && bracket >= 0 && items.start() > bracket;
      var first = codePoint(items.group(1), 0);
      var last = isRange ? codePoint(items.group(2), 0x7F) : first;
      if (first <= UNFOLDABLE_LAST && last >= UNFOLDABLE_FIRST) {
        return true;
      }
    }
    return false;
  }

  private static long codePoint(String item, int ofOtherEscapes) {
    if (item.startsWith("\\x{")) {
      return Long.parseLong(item.substring(3, item.length() - 1), 16);
    }
    return item.startsWith("\\") ? ofOtherEscapes : item.codePointAt(0);
  }
}
