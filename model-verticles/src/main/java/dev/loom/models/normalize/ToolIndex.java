package dev.loom.models.normalize;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.loom.api.model.ModelRequest;
import dev.loom.api.model.ToolDescription;
import dev.loom.bus.json.Json;
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

  /// Converts a parameter's text to a type in its schema, as [ArgumentCoercion] does.
  Object coerce(String tool, String parameter, String text) {
    var properties = find(tool).map(found -> found.parameters().get("properties")).orElse(null);
    var coerced =
        properties instanceof Map<?, ?> known && known.get(parameter) instanceof Map<?, ?> schema
            ? ArgumentCoercion.coerceValue(
                TextNode.valueOf(text), Json.mapper().valueToTree(schema))
            : TextNode.valueOf(text);
    return toPlainValue(coerced);
  }

  private static Object toPlainValue(JsonNode value) {
    return Json.toMap(Json.mapper().createObjectNode().set("value", value)).get("value");
  }
}
