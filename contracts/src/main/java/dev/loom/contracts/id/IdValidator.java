package dev.loom.contracts.id;

import java.security.SecureRandom;
import java.util.HexFormat;

/// Creates random ids, and validates ids written by users and models.
final class IdValidator {
  private static final int LENGTH_MAX = 64;
  private static final SecureRandom RANDOM = new SecureRandom();

  private IdValidator() {}

  /// Returns 16 random hexadecimal digits.
  static String randomHex() {
    var bytes = new byte[8];
    RANDOM.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  static void requireValid(String subject, String value) {
    if (!isValid(value)) {
      throw new IllegalArgumentException(
          subject
              + " must have 1 to "
              + LENGTH_MAX
              + " characters out of A-Z a-z 0-9 _ - and start with a letter or digit");
    }
  }

  static boolean isValid(String value) {
    if (value == null || value.isEmpty() || value.length() > LENGTH_MAX) {
      return false;
    }
    if (value.charAt(0) == '-' || value.charAt(0) == '_') {
      return false;
    }
    return value
        .chars()
        .allMatch(
            c ->
                c >= 'a' && c <= 'z'
                    || c >= 'A' && c <= 'Z'
                    || c >= '0' && c <= '9'
                    || c == '_'
                    || c == '-');
  }
}
