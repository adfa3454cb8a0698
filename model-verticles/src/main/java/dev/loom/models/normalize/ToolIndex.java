package dev.loom.models.normalize;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loom.api.model.ModelRequest;
import dev.loom.api.model.ToolDescription;
import dev.loom.contracts.json.Json;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// The tools that a model was offered, under each name it may know them by.
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

  /// The tool of that name, as its endpoint was told it or as Loom knows it, or behind a prefix
  /// that models learned elsewhere.
  Optional<ToolDescription> find(String written) {
    var name = written.strip();
    return known(name)
        .or(
            () ->
                PREFIXES.stream()
                    .filter(name::startsWith)
                    .findFirst()
                    .flatMap(prefix -> known(name.substring(prefix.length()))));
  }

  private Optional<ToolDescription> known(String name) {
    var exact = tools.get(name);
    return exact == null
        ? Optional.ofNullable(tools.get(ToolNameCodec.forRequest(request).decodeName(name)))
        : Optional.of(exact);
  }

  /// The tool's own name, or what was written where that could be a name at all.
  Optional<String> resolveName(String written) {
    var name = written.strip();
    return find(name)
        .map(ToolDescription::name)
        .or(() -> NAME.matcher(name).matches() ? Optional.of(name) : Optional.empty());
  }

  /// What a parameter's text means: the text itself where its schema takes one or says nothing,
  /// else the JSON in it.
  Object coerce(String tool, String parameter, String text) {
    var types = types(tool, parameter);
    if (types.isEmpty() || types.contains("string")) {
      return text;
    }
    try {
      var value = LenientJsonParser.parse(text, 0);
      if (!value.unterminated() && text.substring(value.end()).isBlank()) {
        return plain(Json.parse(value.json()));
      }
    } catch (LenientJsonParser.AmbiguousJsonException | IllegalArgumentException noJson) {
      return text;
    }
    return text;
  }

  private List<?> types(String tool, String parameter) {
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

  private static Object plain(JsonNode value) {
    return Json.toMap(Json.mapper().createObjectNode().set("value", value)).get("value");
  }
}
