package dev.loom.models.builtin;

import java.util.Optional;
import java.util.regex.Pattern;

/// Turns arithmetic as people write it into what the calculator reads.
final class Arithmetic {
  private static final Pattern SHARE =
      Pattern.compile("(\\d+(?:\\.\\d+)?) ?% of (\\d+(?:\\.\\d+)?)");
  private static final Pattern CALCULABLE =
      Pattern.compile("[\\d\\s.()+*/%-]*[*/%+-][\\d\\s.()+*/%-]*");

  private Arithmetic() {}

  /// @return nothing when it is no calculation, such as a single number
  static Optional<String> expression(String written) {
    var text = written.strip();
    var share = SHARE.matcher(text);
    if (share.matches()) {
      return Optional.of(share.group(1) + " / 100 * " + share.group(2));
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
