package dev.loom.orchestrator.core;

import dev.loom.contracts.config.ExecutionConfig;
import dev.loom.contracts.process.ProcessDefinition;
import dev.loom.contracts.tool.ToolCatalogue;
import java.util.Objects;
import java.util.Optional;

/// Holds limits, tools and the process, on which decisions depend besides the state. A restart may
/// change them; recorded decisions stay valid.
///
/// @param tools the tools that models may call, without those that the process excludes
public record TaskEnvironment(
    ExecutionConfig execution, ToolCatalogue tools, Optional<ProcessDefinition> process) {
  public TaskEnvironment {
    Objects.requireNonNull(execution, "execution");
    Objects.requireNonNull(tools, "tools");
    if (process.isPresent()) {
      var excluded = process.get().excludedTools();
      tools =
          new ToolCatalogue(
              tools.tools().stream()
                  .filter(tool -> !excluded.contains(tool.description().name()))
                  .toList());
    }
  }
}
