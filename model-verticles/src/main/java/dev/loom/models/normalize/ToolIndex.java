package dev.loom.models.normalize;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.loom.api.model.ModelRequest;
import dev.loom.api.model.ToolDescription;
import dev.loom.bus.json.Json;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Finds offered tools by the names that models write, and converts parameter text to the type in
/// the tool's schema.
final class ToolIndex {
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_.:/-]{0,127}");

  /// Marks that leak into names, such as `<|channel|>` of gpt-oss, and what separates a name from
  /// the prefix of another API or the number of the call, as in Kimi's `functions.read:0`.
  private static final Pattern SEPARATORS = Pattern.compile("<\\|[^|]{0,64}\\|>|[^A-Za-z0-9_-]+");

  private final Map<String, ToolDescription> tools = new HashMap<>();
  private final ModelRequest request;

  ToolIndex(ModelRequest request) {
    this.request = request;
    request.tools().forEach(tool -> tools.put(tool.name(), tool));
  }

  boolean isEmpty() {
    return tools.isEmpty();
  }

  /// Finds a tool by its name in Loom, its encoded name, or a text of which exactly one tool's name
  /// is a part between separators, in any case and with any dashes and underscores.
  Optional<ToolDescription> find(String rawName) {
    return findExact(rawName.strip()).or(() -> findPart(rawName));
  }

  private Optional<ToolDescription> findPart(String rawName) {
    var parts =
        SEPARATORS.splitAsStream(rawName).map(ToolIndex::comparable).collect(Collectors.toSet());
    parts.add(comparable(rawName));
    var found =
        tools.values().stream()
            .filter(tool -> parts.contains(comparable(tool.name())))
            .limit(2)
            .toList();
    return found.size() == 1 ? Optional.of(found.getFirst()) : Optional.empty();
  }

  private static String comparable(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[_-]", "");
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
