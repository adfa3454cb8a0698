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

  /// A pattern with a higher estimated cost is rejected without compiling it.
  private static final long ESTIMATE_MAX = 4L * INSTRUCTIONS_MAX;

  private RegexValidator() {}

  /// Returns the problem of a pattern; empty if it is acceptable.
  static Optional<String> findProblem(String check) {
    if (check.length() > CHARS_MAX) {
      return Optional.of("expected a pattern of at most " + CHARS_MAX + " characters");
    }
    if (new RegexSizeEstimator(check).estimate() > ESTIMATE_MAX) {
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

  private static String tooLarge() {
    return "the regex is too costly: expected one that compiles to at most "
        + INSTRUCTIONS_MAX
        + " instructions; make its counted repetitions {n} smaller";
  }
}
