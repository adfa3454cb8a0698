package dev.loom.contracts.tool;

import dev.loom.api.JsonValues;
import dev.loom.api.model.ToolDescription;
import dev.loom.api.tool.CrashPolicy;
import dev.loom.api.tool.ToolDescriptor;
import java.util.List;
import java.util.Map;
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
  ///
  /// @param description what models see
  /// @param readOnly whether it is shown as read-only; decisions go by the effects of a call
  /// @param title name shown to users
  /// @param source who registered it: [#BUILTIN], [#PLUGIN] or another name; empty if unknown
  /// @param version version of the tool, empty if unknown
  /// @param outputSchema JSON Schema of the data of results, if they have a fixed form
  public record ToolInfo(
      ToolDescription description,
      boolean readOnly,
      CrashPolicy onCrash,
      long timeLimitMillis,
      String title,
      String source,
      String version,
      Optional<Map<String, Object>> outputSchema) {
    /// Source of the tools of Loom.
    public static final String BUILTIN = "builtin";

    /// Source of tools of plug-ins.
    public static final String PLUGIN = "plugin";

    /// Missing parts are empty, as in recordings of older versions.
    public ToolInfo {
      Objects.requireNonNull(description, "description");
      Objects.requireNonNull(onCrash, "onCrash");
      title = title == null ? description.name() : title;
      source = source == null ? "" : source;
      version = version == null ? "" : version;
      outputSchema = outputSchema == null ? Optional.empty() : outputSchema.map(JsonValues::copyOf);
    }

    /// Creates the entry of a tool.
    public static ToolInfo of(
        ToolDescriptor tool, String source, CrashPolicy onCrash, long timeLimitMillis) {
      return new ToolInfo(
          new ToolDescription(tool.name(), tool.description(), tool.inputSchema()),
          tool.readOnly(),
          onCrash,
          timeLimitMillis,
          tool.title(),
          source,
          tool.version(),
          tool.outputSchema());
    }
  }
}
