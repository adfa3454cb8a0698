package dev.loom.orchestrator.core;

import dev.loom.contracts.config.ExecutionConfig;
import dev.loom.contracts.process.ProcessDefinition;
import dev.loom.contracts.tool.ToolCatalogue;
import java.util.Objects;
import java.util.Optional;

/// Holds limits, tools and the process, on which decisions depend besides the state. A restart may
/// change them; recorded decisions stay valid.
public record TaskEnvironment(
    ExecutionConfig execution, ToolCatalogue tools, Optional<ProcessDefinition> process) {
  public TaskEnvironment {
    Objects.requireNonNull(execution, "execution");
    Objects.requireNonNull(tools, "tools");
    Objects.requireNonNull(process, "process");
  }
}
