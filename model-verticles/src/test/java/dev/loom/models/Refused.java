package dev.loom.models;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;
import java.util.regex.Pattern;

/// A strict server does not take a request.
final class Refused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  final int status;
  final String code;

  /// @param code the word for machines, where the wire has one
  Refused(int status, String code, String message) {
    super(message, null, false, false);
    this.status = status;
    this.code = code;
  }

  Refused(String message) {
    this(400, "", message);
  }

  static void when(boolean wrong, String message) {
    if (wrong) {
      throw new Refused(message);
    }
  }

  /// @param message with `%s` for the field
  static void unknownFields(JsonNode object, Set<String> known, String message) {
    object
        .fieldNames()
        .forEachRemaining(field -> when(!known.contains(field), message.formatted(field)));
  }

  static void unlessMatching(JsonNode text, Pattern pattern, String message) {
    when(!text.isTextual() || !pattern.matcher(text.textValue()).matches(), message);
  }
}
