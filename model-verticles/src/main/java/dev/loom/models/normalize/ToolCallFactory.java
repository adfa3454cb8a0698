package dev.loom.models.normalize;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loom.api.model.ToolCall;
import dev.loom.bus.json.Json;
import dev.loom.contracts.text.TextTruncator;
import java.util.Map;

/// Creates tool calls from the arguments in a model's response. Repairs invalid arguments with a
/// single possible meaning and keeps the others as malformed.
public final class ToolCallFactory {
  /// The length to which malformed arguments are truncated.
  static final int MALFORMED_CHARS_MAX = 4_000;

  private ToolCallFactory() {}

  /// Creates a call from arguments as text. Blank text means no arguments.
  ///
  /// @param truncated whether the response reached its token limit; arguments without an end then
  ///   stay malformed, because the missing part is unknown
  public static ToolCall toToolCall(String id, String name, String text, boolean truncated) {
    if (text.isBlank() || text.strip().equals("null")) {
      return new ToolCall(id, name, Map.of());
    }
    return JsonRepair.repairObject(text, truncated)
        .map(arguments -> new ToolCall(id, name, arguments))
        .orElseGet(() -> malformed(id, name, text));
  }

  /// Creates a call from arguments as JSON: an object, a text that contains one, or nothing.
  ///
  /// @param truncated whether the response reached its token limit
  public static ToolCall toToolCall(String id, String name, JsonNode arguments, boolean truncated) {
    if (arguments.isMissingNode() || arguments.isNull()) {
      return new ToolCall(id, name, Map.of());
    }
    return arguments.isTextual()
        ? toToolCall(id, name, arguments.textValue(), truncated)
        : toToolCall(id, name, Json.write(arguments), truncated);
  }

  /// Creates a call with a readable name and malformed arguments.
  static ToolCall malformed(String id, String name, String text) {
    var excerpt = TextTruncator.head(text.strip(), MALFORMED_CHARS_MAX);
    return new ToolCall(id, name, Map.of(), excerpt);
  }
}
