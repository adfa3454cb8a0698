package dev.loom.contracts.tool;

import dev.loom.api.JsonValues;
import dev.loom.api.model.ToolDescription;
import dev.loom.api.tool.CrashPolicy;
import dev.loom.api.tool.ToolDescriptor;
import dev.loom.contracts.id.Sha256;
import dev.loom.contracts.id.ToolHostId;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// Reply with the tools of an engine, sorted by name.
public record ToolCatalogue(List<ToolInfo> tools) {
  /// Names of the tools about the task itself, which no other tool may have.
  public static final Set<String> RESERVED_NAMES =
      Set.of("ask_user", "recall_output", "task_tracker", "find_tools");

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
  /// @param version declared version and a hash of the descriptor, empty if unknown
  /// @param outputSchema JSON Schema of the data of results, if they have a fixed form
  /// @param host host that runs its calls; the engine's own if empty
  public record ToolInfo(
      ToolDescription description,
      boolean readOnly,
      CrashPolicy onCrash,
      long timeLimitMillis,
      String title,
      String source,
      String version,
      Optional<Map<String, Object>> outputSchema,
      Optional<ToolHostId> host) {
    private static final int HASH_CHARS = 12;

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
      host = host == null ? Optional.empty() : host;
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
          version(tool),
          tool.outputSchema(),
          Optional.empty());
    }

    private static String version(ToolDescriptor tool) {
      var content =
          List.of(
              tool.name(),
              tool.title(),
              tool.description(),
              sorted(tool.inputSchema()),
              tool.outputSchema().map(ToolInfo::sorted).orElse(""),
              tool.version(),
              tool.readOnly());
      var hash = Sha256.hex(content.toString()).substring(0, HASH_CHARS);
      return tool.version().isEmpty() ? hash : tool.version() + "+" + hash;
    }

    /// Sorts the fields of a value, because equal maps may differ in their order.
    private static Object sorted(Object value) {
      return switch (value) {
        case Map<?, ?> object -> {
          var fields = new TreeMap<String, Object>();
          object.forEach((name, field) -> fields.put((String) name, sorted(field)));
          yield fields;
        }
        case List<?> list -> list.stream().map(ToolInfo::sorted).toList();
        case null -> "null";
        default -> value;
      };
    }

    /// Returns a copy that is registered by a source and runs at a host.
    public ToolInfo at(ToolHostId newHost, String newSource) {
      return new ToolInfo(
          description,
          readOnly,
          onCrash,
          timeLimitMillis,
          title,
          newSource,
          version,
          outputSchema,
          Optional.of(newHost));
    }

    /// Returns the name that models use in calls.
    public String name() {
      return description.name();
    }
  }
}
