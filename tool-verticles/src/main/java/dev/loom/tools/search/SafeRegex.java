package dev.loom.tools.search;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.LinkedHashMap;
import java.util.Map;

/// Compiles regular expressions that match in linear time (RE2), safe for untrusted patterns.
final class SafeRegex {
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

  /// @throws IllegalArgumentException if the pattern is invalid or uses an unsupported construct,
  ///   which the message names
  static Pattern compile(String regex) {
    try {
      return Pattern.compile(regex);
    } catch (PatternSyntaxException failure) {
      throw new IllegalArgumentException(
          "Invalid regex: " + reason(regex, failure.getMessage()), failure);
    }
  }

  private static String reason(String regex, String message) {
    return UNSUPPORTED.entrySet().stream()
        .filter(construct -> message.contains("`") && regex.contains(construct.getKey()))
        .map(
            construct -> construct.getValue() + " is not supported; rewrite the pattern without it")
        .findFirst()
        .orElse(message.replace("error parsing regexp: ", ""));
  }
}
