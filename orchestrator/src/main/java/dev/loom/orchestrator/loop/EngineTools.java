package dev.loom.orchestrator.loop;

import dev.loom.api.tool.CrashPolicy;
import dev.loom.contracts.tool.ToolCatalogue;
import dev.loom.contracts.tool.ToolCatalogue.ToolInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Lists the tools about the task itself.
public final class EngineTools {
  private static final List<EngineTool> TOOLS = List.of(new AskUserTool(), new RecallOutputTool());

  private EngineTools() {}

  /// Adds these tools to a catalogue. They replace tools with the same name.
  public static ToolCatalogue addTo(ToolCatalogue tools) {
    var merged = new ArrayList<ToolInfo>();
    TOOLS.forEach(
        tool ->
            merged.add(
                ToolInfo.of(
                    tool.descriptor().asReadOnly(), ToolInfo.BUILTIN, CrashPolicy.RETRY, 0)));
    tools.tools().stream()
        .filter(tool -> find(tool.description().name()).isEmpty())
        .forEach(merged::add);
    return new ToolCatalogue(merged);
  }

  static Optional<EngineTool> find(String name) {
    return TOOLS.stream().filter(tool -> tool.descriptor().name().equals(name)).findFirst();
  }
}
