package dev.loom.models.normalize;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loom.api.model.ToolCall;
import dev.loom.contracts.json.Json;
import java.util.Map;

/// Makes a tool call of what a model wrote as its arguments, with what has one meaning only put
/// right, and with the rest kept as malformed.
public final class ArgumentNormalizer {
  /// As much of malformed arguments is kept.
  static final int MALFORMED_CHARS_MAX = 4_000;

  private ArgumentNormalizer() {}

  /// A call whose arguments came as text; none at all are an empty object.
  ///
  /// @param cut whether the answer reached its limit of tokens; arguments whose end is missing then
  ///   stay malformed, because nobody knows what was to follow
  public static ToolCall toToolCall(String id, String name, String text, boolean truncated) {
    if (text.isBlank()) {
      return new ToolCall(id, name, Map.of());
    }
    return JsonRepair.repairObject(text, truncated)
        .map(arguments -> new ToolCall(id, name, arguments))
        .orElseGet(() -> new ToolCall(id, name, Map.of(), truncate(text.strip())));
  }

  /// A call whose arguments came as JSON: an object, a text that holds one, or nothing.
  ///
  /// @param cut whether the answer reached its limit of tokens
  public static ToolCall toToolCall(String id, String name, JsonNode arguments, boolean truncated) {
    if (arguments.isMissingNode() || arguments.isNull()) {
      return new ToolCall(id, name, Map.of());
    }
    return arguments.isTextual()
        ? toToolCall(id, name, arguments.textValue(), truncated)
        : toToolCall(id, name, Json.write(arguments), truncated);
  }

  /// A call of which nothing but the name can be read.
  static InlineCall malformed(String name, String text) {
    return new InlineCall(name, Map.of(), truncate(text.strip()));
  }

  /// Never blank, because a call without malformed arguments is a call that is run.
  private static String truncate(String text) {
    if (text.length() <= MALFORMED_CHARS_MAX) {
      return text;
    }
    var half = Character.isHighSurrogate(text.charAt(MALFORMED_CHARS_MAX - 1)) ? 1 : 0;
    return text.substring(0, MALFORMED_CHARS_MAX - half);
  }
}
