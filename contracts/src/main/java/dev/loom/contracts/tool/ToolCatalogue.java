package dev.loom.contracts.tool;

import dev.loom.api.model.ToolDescription;
import dev.loom.api.tool.CrashPolicy;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// Reply with the tools of an engine, sorted by name.
public record ToolCatalogue(List<ToolInfo> tools) {
  public ToolCatalogue {
    tools = List.copyOf(tools);
  }

  /// Returns the tool with a name.
  public Optional<ToolInfo> find(String name) {
    return tools.stream().filter(tool -> tool.description().name().equals(name)).findFirst();
  }

  /// Description and execution properties of a tool.
  public record ToolInfo(
      ToolDescription description, boolean readOnly, CrashPolicy onCrash, long timeLimitMillis) {
    public ToolInfo {
      Objects.requireNonNull(description, "description");
      Objects.requireNonNull(onCrash, "onCrash");
    }
  }
}
