package dev.loom.tools.search;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.LinkedHashMap;
import java.util.Map;

/// Regular expressions that cannot explode, whoever wrote them.
final class SafeRegex {
  /// What other engines have and a linear one cannot, by how it is written.
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

  /// @throws IllegalArgumentException naming what is wrong or not supported
  static Pattern compile(String regex) {
    try {
      return Pattern.compile(regex);
    } catch (PatternSyntaxException invalid) {
      throw new IllegalArgumentException(
          "Invalid regex: " + reason(regex, invalid.getMessage()), invalid);
    }
  }

  private static String reason(String regex, String message) {
    return UNSUPPORTED.entrySet().stream()
        .filter(construct -> message.contains("`") && regex.contains(construct.getKey()))
        .map(construct -> construct.getValue() + " is not supported; write it without")
        .findFirst()
        .orElse(message);
  }
}
