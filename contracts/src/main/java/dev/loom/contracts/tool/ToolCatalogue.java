package dev.loom.contracts.tool;

import dev.loom.api.model.ToolDescription;
import dev.loom.api.tool.CrashPolicy;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// The tools of an engine, by name.
public record ToolCatalogue(List<ToolInfo> tools) {
  public ToolCatalogue {
    tools = List.copyOf(tools);
  }

  /// The tool of a name.
  public Optional<ToolInfo> find(String name) {
    return tools.stream().filter(tool -> tool.description().name().equals(name)).findFirst();
  }

  /// One tool.
  public record ToolInfo(
      ToolDescription description, boolean readOnly, CrashPolicy onCrash, long timeLimitMillis) {
    public ToolInfo {
      Objects.requireNonNull(description, "description");
      Objects.requireNonNull(onCrash, "onCrash");
    }
  }
}
