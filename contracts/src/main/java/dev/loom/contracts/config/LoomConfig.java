package dev.loom.contracts.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/// The complete configuration: one record per `[section]` of `loom.toml`.
///
/// @param models models by alias, in file order
public record LoomConfig(
    ServerConfig server,
    Map<String, ModelConfig> models,
    ModelCallConfig modelCalls,
    ExecutionConfig execution,
    BudgetConfig budget,
    VerificationConfig verification,
    ToolsConfig tools,
    MemoryConfig memory,
    WorkspaceConfig workspace,
    McpConfig mcp,
    RecordingConfig recording) {
  public LoomConfig {
    Objects.requireNonNull(server, "server");
    models = Collections.unmodifiableMap(new LinkedHashMap<>(models));
    Objects.requireNonNull(modelCalls, "modelCalls");
    Objects.requireNonNull(execution, "execution");
    Objects.requireNonNull(budget, "budget");
    Objects.requireNonNull(verification, "verification");
    Objects.requireNonNull(tools, "tools");
    Objects.requireNonNull(memory, "memory");
    Objects.requireNonNull(workspace, "workspace");
    Objects.requireNonNull(mcp, "mcp");
    Objects.requireNonNull(recording, "recording");
  }

  /// Returns the configuration in effect when nothing is configured.
  public static LoomConfig defaults() {
    return new LoomConfig(
        ServerConfig.defaults(),
        Map.of(),
        ModelCallConfig.defaults(),
        ExecutionConfig.defaults(),
        BudgetConfig.defaults(),
        VerificationConfig.defaults(),
        ToolsConfig.defaults(),
        MemoryConfig.defaults(),
        WorkspaceConfig.defaults(),
        McpConfig.defaults(),
        RecordingConfig.defaults());
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
    private ExecutionConfig execution;
    private BudgetConfig budget;
    private VerificationConfig verification;
    private ToolsConfig tools;
    private MemoryConfig memory;
    private WorkspaceConfig workspace;
    private McpConfig mcp;
    private RecordingConfig recording;

    private Builder(LoomConfig config) {
      server = config.server;
      models = config.models;
      modelCalls = config.modelCalls;
      execution = config.execution;
      budget = config.budget;
      verification = config.verification;
      tools = config.tools;
      memory = config.memory;
      workspace = config.workspace;
      mcp = config.mcp;
      recording = config.recording;
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
      execution = value;
      return this;
    }

    public Builder budget(BudgetConfig value) {
      budget = value;
      return this;
    }

    public Builder verification(VerificationConfig value) {
      verification = value;
      return this;
    }

    public Builder tools(ToolsConfig value) {
      tools = value;
      return this;
    }

    public Builder memory(MemoryConfig value) {
      memory = value;
      return this;
    }

    public Builder workspace(WorkspaceConfig value) {
      workspace = value;
      return this;
    }

    public Builder mcp(McpConfig value) {
      mcp = value;
      return this;
    }

    public Builder recording(RecordingConfig value) {
      recording = value;
      return this;
    }

    public LoomConfig build() {
      return new LoomConfig(
          server,
          models,
          modelCalls,
          execution,
          budget,
          verification,
          tools,
          memory,
          workspace,
          mcp,
          recording);
    }
  }
}
