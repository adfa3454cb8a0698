package dev.loom.models.http;

import com.fasterxml.jackson.core.io.SerializedString;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.util.RawValue;
import dev.loom.api.model.ToolDescription;
import dev.loom.bus.json.Json;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/// Caches the last offered tools as JSON text, which is the same in each turn and the largest part
/// of most requests. Thread-safe.
public final class ToolJsonCache {
  /// The schema of a tool without arguments; endpoints require one.
  private static final Map<String, Object> NO_PARAMETERS =
      Map.of("type", "object", "properties", Map.of());

  private final BiConsumer<ArrayNode, ToolDescription> writer;

  /// Replaced when a call offers other tools.
  private volatile CachedJson latest = new CachedJson(List.of(), new SerializedString("[]"));

  /// @param text the JSON text; caches its encoded bytes too
  private record CachedJson(List<ToolDescription> tools, SerializedString text) {}

  /// @param writer adds a tool to an array
  public ToolJsonCache(BiConsumer<ArrayNode, ToolDescription> writer) {
    this.writer = writer;
  }

  /// Returns the JSON array of the tools.
  public RawValue get(List<ToolDescription> tools) {
    var cached = latest;
    if (!cached.tools().equals(tools)) {
      var array = Json.mapper().createArrayNode();
      tools.forEach(tool -> writer.accept(array, tool));
      cached = new CachedJson(tools, new SerializedString(array.toString()));
      latest = cached;
    }
    return new RawValue(cached.text());
  }

  /// Returns the JSON Schema of a tool's arguments.
  public static Map<String, Object> parameters(ToolDescription tool) {
    return tool.parameters().isEmpty() ? NO_PARAMETERS : tool.parameters();
  }
}
