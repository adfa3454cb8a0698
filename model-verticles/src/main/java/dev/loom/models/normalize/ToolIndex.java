package dev.loom.models.normalize;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loom.api.model.ModelRequest;
import dev.loom.api.model.ToolDescription;
import dev.loom.bus.json.Json;
import dev.loom.bus.json.LenientJsonParser;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// Finds offered tools by plain, encoded or prefixed name, and converts parameter text to the type
/// in the tool's schema.
final class ToolIndex {
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_.:/-]{0,127}");
  private static final List<String> PREFIXES = List.of("functions.", "functions:", "default_api.");

  private final Map<String, ToolDescription> tools = new HashMap<>();
  private final ModelRequest request;

  ToolIndex(ModelRequest request) {
    this.request = request;
    request.tools().forEach(tool -> tools.put(tool.name(), tool));
  }

  boolean isEmpty() {
    return tools.isEmpty();
  }

  /// Finds a tool by its name in Loom, its encoded name, or either with a prefix of another API.
  Optional<ToolDescription> find(String rawName) {
    var name = rawName.strip();
    return findExact(name)
        .or(
            () ->
                PREFIXES.stream()
                    .filter(name::startsWith)
                    .findFirst()
                    .flatMap(prefix -> findExact(name.substring(prefix.length()))));
  }

  private Optional<ToolDescription> findExact(String name) {
    var exact = tools.get(name);
    return exact == null
        ? Optional.ofNullable(tools.get(ToolNameCodec.forRequest(request).decodeName(name)))
        : Optional.of(exact);
  }

  /// Returns the tool's name in Loom, otherwise the given name if it is a valid tool name.
  Optional<String> resolveName(String rawName) {
    var name = rawName.strip();
    return find(name)
        .map(ToolDescription::name)
        .or(() -> NAME.matcher(name).matches() ? Optional.of(name) : Optional.empty());
  }

  /// Converts a parameter's text by its schema: unchanged if the schema accepts a string or has no
  /// type, otherwise parsed as JSON.
  Object coerce(String tool, String parameter, String text) {
    var types = typesOf(tool, parameter);
    if (types.isEmpty() || types.contains("string")) {
      return text;
    }
    try {
      var value = LenientJsonParser.parse(text, 0);
      return value.unterminated() || !text.substring(value.end()).isBlank()
          ? text
          : toPlainValue(Json.parse(value.json()));
    } catch (LenientJsonParser.AmbiguousJsonException | IllegalArgumentException ignored) {
      return text;
    }
  }

  private List<?> typesOf(String tool, String parameter) {
    var schema = find(tool).map(ToolDescription::parameters).orElse(Map.of());
    if (schema.get("properties") instanceof Map<?, ?> properties
        && properties.get(parameter) instanceof Map<?, ?> property) {
      return switch (property.get("type")) {
        case String type -> List.of(type);
        case List<?> types -> types;
        case null, default -> List.of();
      };
    }
    return List.of();
  }

  private static Object toPlainValue(JsonNode value) {
    return Json.toMap(Json.mapper().createObjectNode().set("value", value)).get("value");
  }
}
