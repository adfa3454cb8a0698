package dev.loom.tools.host;

import dev.loom.api.model.ToolDescription;
import dev.loom.api.tool.Tool;
import dev.loom.contracts.tool.ToolCatalogue;
import dev.loom.tools.schema.ArgumentValidator;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/// Holds the tools of an engine by name and rejects invalid ones at startup.
final class ToolRegistry {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,63}");

  private final SortedMap<String, Tool> tools = new TreeMap<>();
  private final Map<String, ArgumentValidator> validators = new ConcurrentHashMap<>();

  /// @param builtin tools of Loom; their schemas are covered by tests and compiled on first use
  /// @param extra tools of plug-ins; their schemas are compiled immediately
  /// @throws IllegalArgumentException if a name or schema is invalid or a name is already in use
  ToolRegistry(List<Tool> builtin, List<Tool> extra) {
    builtin.forEach(this::add);
    extra.forEach(
        tool -> {
          add(tool);
          validator(tool);
        });
  }

  private void add(Tool tool) {
    var name = tool.name();
    if (name == null || !NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "The tool name '" + name + "' is invalid: it must match " + NAME.pattern());
    }
    if (tool.description() == null || tool.description().isBlank()) {
      throw new IllegalArgumentException("The tool '" + name + "' has no description");
    }
    if (!tool.timeLimit().isPositive()) {
      throw new IllegalArgumentException("The tool '" + name + "' has no positive time limit");
    }
    if (tools.putIfAbsent(name, tool) != null) {
      throw new IllegalArgumentException(
          "Duplicate tool name '" + name + "'; rename the tool of the plug-in");
    }
  }

  Optional<Tool> find(String name) {
    return Optional.ofNullable(tools.get(name));
  }

  List<String> names() {
    return List.copyOf(tools.keySet());
  }

  ArgumentValidator validator(Tool tool) {
    return validators.computeIfAbsent(tool.name(), name -> compile(tool));
  }

  private static ArgumentValidator compile(Tool tool) {
    try {
      return ArgumentValidator.compile(tool.parameters());
    } catch (IllegalArgumentException | NullPointerException failure) {
      throw new IllegalArgumentException(
          "The parameters of tool '%s' are not a valid JSON Schema: %s"
              .formatted(tool.name(), failure.getMessage()),
          failure);
    }
  }

  ToolCatalogue catalogue() {
    var infos = new ArrayList<ToolCatalogue.ToolInfo>();
    for (var tool : tools.values()) {
      var description = new ToolDescription(tool.name(), tool.description(), tool.parameters());
      var limitMillis = tool.timeLimit().toMillis();
      infos.add(
          new ToolCatalogue.ToolInfo(description, tool.readOnly(), tool.onCrash(), limitMillis));
    }
    return new ToolCatalogue(infos);
  }
}
