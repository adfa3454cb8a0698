package dev.loom.models;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;
import java.util.regex.Pattern;

/// A strict server rejects a request.
final class RejectedRequest extends RuntimeException {
  private static final long serialVersionUID = 1L;

  final int status;
  final String code;

  /// @param code the machine-readable code, for protocols that have one
  RejectedRequest(int status, String code, String message) {
    super(message, null, false, false);
    this.status = status;
    this.code = code;
  }

  RejectedRequest(String message) {
    this(400, "", message);
  }

  static void rejectIf(boolean wrong, String message) {
    if (wrong) {
      throw new RejectedRequest(message);
    }
  }

  /// @param message a format with `%s` for the field
  static void unknownFields(JsonNode object, Set<String> known, String message) {
    object
        .fieldNames()
        .forEachRemaining(field -> rejectIf(!known.contains(field), message.formatted(field)));
  }

  static void rejectUnlessMatching(JsonNode text, Pattern pattern, String message) {
    rejectIf(!text.isTextual() || !pattern.matcher(text.textValue()).matches(), message);
  }
}
