package dev.loom.tools.host;

import dev.loom.api.tool.Tool;
import dev.loom.api.tool.ToolDescriptor;
import dev.loom.contracts.tool.ToolCatalogue;
import dev.loom.contracts.tool.ToolCatalogue.ToolInfo;
import dev.loom.tools.schema.ArgumentValidator;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/// Holds the tools of an engine by name and rejects invalid ones at startup.
final class ToolRegistry {
  /// The longest time limit, below the deadline of `Addresses.TOOL_RUN` with an hour of waiting.
  static final Duration TIME_LIMIT_MAX = Duration.ofMinutes(110);

  private final Map<String, Tool> tools = new HashMap<>();
  private final SortedMap<String, ToolInfo> infos = new TreeMap<>();
  private final Map<String, ArgumentValidator> validators = new ConcurrentHashMap<>();

  /// @param builtin tools of Loom; their schemas are covered by tests and compiled on first use
  /// @param extra tools of plug-ins; their schemas are compiled immediately
  /// @throws IllegalArgumentException if a name or schema is invalid or a name is already in use
  ToolRegistry(List<Tool> builtin, List<Tool> extra) {
    builtin.forEach(tool -> add(tool, ToolInfo.BUILTIN));
    extra.forEach(
        tool -> {
          add(tool, ToolInfo.PLUGIN);
          validator(tool);
        });
  }

  private void add(Tool tool, String source) {
    var descriptor = tool.descriptor();
    var name = descriptor.name();
    requireAllowed(name, tool.timeLimit());
    if (tools.putIfAbsent(name, tool) != null) {
      throw new IllegalArgumentException(
          "Duplicate tool name '" + name + "'; rename the tool of the plug-in");
    }
    var timeLimitMillis = tool.timeLimit().toMillis();
    infos.put(name, ToolInfo.of(descriptor, source, tool.onCrash(), timeLimitMillis));
  }

  /// @throws IllegalArgumentException if the name is reserved or the time limit is out of range
  static void requireAllowed(String name, Duration timeLimit) {
    if (ToolCatalogue.RESERVED_NAMES.contains(name)) {
      throw new IllegalArgumentException(
          "The tool name '" + name + "' is reserved for a tool of the engine; rename the tool");
    }
    if (!timeLimit.isPositive() || timeLimit.compareTo(TIME_LIMIT_MAX) > 0) {
      throw new IllegalArgumentException(
          "The time limit of tool '%s' must be positive and at most %d minutes"
              .formatted(name, TIME_LIMIT_MAX.toMinutes()));
    }
  }

  Optional<Tool> find(String name) {
    return Optional.ofNullable(tools.get(name));
  }

  List<String> names() {
    return List.copyOf(infos.keySet());
  }

  ArgumentValidator validator(Tool tool) {
    return validators.computeIfAbsent(tool.descriptor().name(), name -> compile(tool.descriptor()));
  }

  /// @throws IllegalArgumentException if the schema is invalid
  static ArgumentValidator compile(ToolDescriptor tool) {
    try {
      return ArgumentValidator.compile(tool.inputSchema());
    } catch (IllegalArgumentException | NullPointerException failure) {
      throw new IllegalArgumentException(
          "The parameters of tool '%s' are not a valid JSON Schema: %s"
              .formatted(tool.name(), failure.getMessage()),
          failure);
    }
  }

  ToolCatalogue catalogue() {
    return new ToolCatalogue(List.copyOf(infos.values()));
  }
}
