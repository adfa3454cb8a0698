package dev.loom.builtin;

import java.util.Optional;
import java.util.regex.Pattern;

/// Converts informally written arithmetic into the calculator tool's syntax.
final class ArithmeticNormalizer {
  private static final Pattern PERCENTAGE =
      Pattern.compile("(\\d+(?:\\.\\d+)?) ?% of (\\d+(?:\\.\\d+)?)");
  private static final Pattern CALCULABLE =
      Pattern.compile("[\\d\\s.()+*/%-]*[*/%+-][\\d\\s.()+*/%-]*");

  private ArithmeticNormalizer() {}

  /// @return empty if the text is not a calculation; a single number is none
  static Optional<String> normalize(String expression) {
    var text = expression.strip();
    var percentage = PERCENTAGE.matcher(text);
    if (percentage.matches()) {
      return Optional.of(percentage.group(1) + " / 100 * " + percentage.group(2));
    }
    var plain =
        text.replaceAll("(?<=\\d),(?=\\d{3}(?!\\d))", "")
            .replaceAll("(?<=[\\d)]) ?[x×] ?(?=[\\d(])", "*")
            .replace('÷', '/')
            .replace("^", "**");
    return CALCULABLE.matcher(plain).matches() && plain.matches(".*\\d.*\\D.*\\d.*")
        ? Optional.of(plain)
        : Optional.empty();
  }
}
