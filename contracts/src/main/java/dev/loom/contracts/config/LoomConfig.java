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
    return toBuilder().server(server.withPort(port)).build();
  }

  /// Returns a copy with other models.
  public LoomConfig withModels(Map<String, ModelConfig> newModels) {
    return toBuilder().models(newModels).build();
  }

  /// Returns a builder that starts with the values of this configuration.
  public Builder toBuilder() {
    return new Builder(this);
  }

  /// Builds a configuration. Sections that are not set keep their values.
  public static final class Builder {
    private ServerConfig server;
    private Map<String, ModelConfig> models;
    private ModelCallConfig modelCalls;
    private TaskDefaults tasks;
    private ToolsConfig tools;
    private Storage storage;
    private McpConfig mcp;

    private Builder(LoomConfig config) {
      server = config.server;
      models = config.models;
      modelCalls = config.modelCalls;
      tasks = config.tasks;
      tools = config.tools;
      storage = config.storage;
      mcp = config.mcp;
    }

    public Builder server(ServerConfig value) {
      server = value;
      return this;
    }

    public Builder models(Map<String, ModelConfig> value) {
      models = value;
      return this;
    }

    public Builder modelCalls(ModelCallConfig value) {
      modelCalls = value;
      return this;
    }

    public Builder execution(ExecutionConfig value) {
      tasks = new TaskDefaults(value, tasks.budget(), tasks.verification());
      return this;
    }

    public Builder verification(VerificationConfig value) {
      tasks = new TaskDefaults(tasks.execution(), tasks.budget(), value);
      return this;
    }

    public Builder tools(ToolsConfig value) {
      tools = value;
      return this;
    }

    public Builder mcp(McpConfig value) {
      mcp = value;
      return this;
    }

    public Builder recording(RecordingConfig value) {
      storage = new Storage(storage.memory(), storage.workspace(), value);
      return this;
    }

    public LoomConfig build() {
      return new LoomConfig(server, models, modelCalls, tasks, tools, storage, mcp);
    }
  }
}
