package dev.loom.orchestrator.core;

import dev.loom.contracts.config.ExecutionConfig;
import dev.loom.contracts.process.ProcessDefinition;
import dev.loom.contracts.tool.ToolCatalogue;
import java.util.Objects;
import java.util.Optional;

/// What decisions depend on beside the state: limits, the tools there are, the process to follow.
/// They may differ after a restart; what was decided under others stays decided.
public record TaskEnvironment(
    ExecutionConfig execution, ToolCatalogue tools, Optional<ProcessDefinition> process) {
  public TaskEnvironment {
    Objects.requireNonNull(execution, "execution");
    Objects.requireNonNull(tools, "tools");
    Objects.requireNonNull(process, "process");
  }
}
