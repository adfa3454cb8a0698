package dev.loom.contracts.config;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.loom.contracts.RecordChecks;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// The complete configuration: one record per `[section]` of `loom.toml`.
///
/// @param models models by alias, in file order
/// @param tasks how tasks run, unless a task says otherwise
/// @param storage what is kept where
public record LoomConfig(
    ServerConfig server,
    Map<String, ModelConfig> models,
    ModelCallConfig modelCalls,
    @JsonUnwrapped TaskDefaults tasks,
    ToolsConfig tools,
    @JsonUnwrapped Storage storage,
    McpConfig mcp) {
  public LoomConfig {
    RecordChecks.requireNonNull(
        LoomConfig.class, server, models, modelCalls, tasks, tools, storage, mcp);
    models = Collections.unmodifiableMap(new LinkedHashMap<>(models));
  }

  /// Settings of tasks.
  public record TaskDefaults(
      ExecutionConfig execution, BudgetConfig budget, VerificationConfig verification) {
    public TaskDefaults {
      RecordChecks.requireNonNull(TaskDefaults.class, execution, budget, verification);
    }
  }

  /// Settings of what is kept on disk.
  public record Storage(MemoryConfig memory, WorkspaceConfig workspace, RecordingConfig recording) {
    public Storage {
      RecordChecks.requireNonNull(Storage.class, memory, workspace, recording);
    }
  }

  /// Returns the configuration in effect when nothing is configured.
  public static LoomConfig defaults() {
    return new LoomConfig(
        ServerConfig.defaults(),
        Map.of(),
        ModelCallConfig.defaults(),
        new TaskDefaults(
            ExecutionConfig.defaults(), BudgetConfig.defaults(), VerificationConfig.defaults()),
        ToolsConfig.defaults(),
        new Storage(
            MemoryConfig.defaults(), WorkspaceConfig.defaults(), RecordingConfig.defaults()),
        McpConfig.defaults());
  }

  /// Returns a copy with another port.
  public LoomConfig withPort(int port) {
    return withServer(server.withPort(port));
  }

  public LoomConfig withServer(ServerConfig value) {
    return new LoomConfig(value, models, modelCalls, tasks, tools, storage, mcp);
  }

  public LoomConfig withModels(Map<String, ModelConfig> value) {
    return new LoomConfig(server, value, modelCalls, tasks, tools, storage, mcp);
  }
}
