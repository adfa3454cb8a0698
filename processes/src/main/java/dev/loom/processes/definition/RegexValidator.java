package dev.loom.processes.definition;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.loom.processes.yaml.LogText;
import java.util.Optional;

/// Checks that a regular expression is cheap enough to search whole files. The time RE2 needs grows
/// with the text and the size of the compiled pattern: 2,000 instructions took 26 s for 1 MiB.
final class RegexValidator {
  static final int CHARS_MAX = 1024;
  static final int INSTRUCTIONS_MAX = 500;

  /// A pattern that might compile to more instructions is rejected without compiling it: counted
  /// repetitions multiply, and the 20 characters `((a{100}){100}){100}` are a million instructions.
  private static final long INSTRUCTIONS_COMPILED_MAX = 40L * INSTRUCTIONS_MAX;

  private static final Pattern QUOTED_OR_CLASS =
      Pattern.compile(
          "(?s)\\\\(?:Q.*?(?:\\\\E|$)|[pPx]\\{[^}]*}|.)"
              + "|\\[\\^?]?(?:\\[:[^\\]]*:]|\\\\.|[^\\]\\\\])*]");
  private static final Pattern COUNT = Pattern.compile("(\\)?)\\{(\\d{1,4})(?:,(\\d{0,4}))?}");

  private RegexValidator() {}

  /// Returns the problem of a pattern; empty if it is acceptable.
  static Optional<String> findProblem(String check) {
    if (check.length() > CHARS_MAX) {
      return Optional.of("expected a pattern of at most " + CHARS_MAX + " characters");
    }
    if (upperBound(check) > INSTRUCTIONS_COMPILED_MAX) {
      return Optional.of(tooLarge());
    }
    try {
      return Pattern.compile(check).programSize() > INSTRUCTIONS_MAX
          ? Optional.of(tooLarge())
          : Optional.empty();
    } catch (PatternSyntaxException exception) {
      return Optional.of(
          ("invalid regex: %s: %s; expected RE2 syntax, which has no look-around, no"
                  + " back-references and no possessive or atomic groups")
              .formatted(
                  exception.getDescription(),
                  LogText.excerpt(String.valueOf(exception.getPattern()))));
    } catch (RuntimeException | StackOverflowError failure) {
      return Optional.of("invalid regex: it cannot be compiled");
    }
  }

  /// Returns a number of instructions that the compiled pattern does not exceed. The counts of
  /// groups are multiplied, whether or not one contains the other.
  private static long upperBound(String check) {
    long size = check.length();
    long factor = 1;
    var counts = COUNT.matcher(QUOTED_OR_CLASS.matcher(check).replaceAll("x"));
    while (counts.find() && factor <= INSTRUCTIONS_COMPILED_MAX) {
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

  private static String tooLarge() {
    return "the regex is too costly: expected one that compiles to at most "
        + INSTRUCTIONS_MAX
        + " instructions; make its counted repetitions {n} smaller";
  }
}
