package dev.loom.contracts.id;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.regex.Pattern;

/// Creates random ids, and validates ids written by users and models.
final class IdValidator {
  private static final Pattern VALID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,63}");
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
              + " must have 1 to 64 characters out of A-Z a-z 0-9 _ -"
              + " and start with a letter or digit");
    }
  }

  static boolean isValid(String value) {
    return value != null && VALID.matcher(value).matches();
  }
}
