package dev.loom.orchestrator.loop;

import dev.loom.api.tool.CrashPolicy;
import dev.loom.contracts.tool.ToolCatalogue;
import dev.loom.contracts.tool.ToolCatalogue.ToolInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Lists the tools about the task itself.
public final class EngineTools {
  private static final List<EngineTool> TOOLS =
      List.of(
          new AskUserTool(), new RecallOutputTool(), new TaskTrackerTool(), new FindToolsTool());

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

  /// Returns the tools that a model is shown: all, or of more than `max` those of Loom and what
  /// `find_tools` found.
  ///
  /// @param calls the finished calls of the attempt
  public static List<ToolInfo> shown(ToolCatalogue tools, List<FinishedCall> calls, int max) {
    return FindToolsTool.shown(tools, calls, max);
  }

  static Optional<EngineTool> find(String name) {
    return TOOLS.stream().filter(tool -> tool.descriptor().name().equals(name)).findFirst();
  }
}
