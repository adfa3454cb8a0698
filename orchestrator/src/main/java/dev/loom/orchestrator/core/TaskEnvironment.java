package dev.loom.orchestrator.core;

import dev.loom.contracts.config.ExecutionConfig;
import dev.loom.contracts.process.ProcessDefinition;
import dev.loom.contracts.tool.ToolCatalogue;
import java.util.Objects;
import java.util.Optional;

/// Holds what decisions depend on besides the state: limits, tools and the process. It may change
/// in a restart; earlier decisions stay as they are.
public record TaskEnvironment(
    ExecutionConfig execution, ToolCatalogue tools, Optional<ProcessDefinition> process) {
  public TaskEnvironment {
    Objects.requireNonNull(execution, "execution");
    Objects.requireNonNull(tools, "tools");
    Objects.requireNonNull(process, "process");
  }
}
