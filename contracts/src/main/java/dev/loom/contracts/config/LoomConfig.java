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

  /// A configuration under which nothing is recorded.
  public LoomConfig(
      ServerConfig server,
      Map<String, ModelConfig> models,
      ModelCallConfig modelCalls,
      ExecutionConfig execution,
      BudgetConfig budget,
      VerificationConfig verification,
      ToolsConfig tools,
      MemoryConfig memory,
      WorkspaceConfig workspace,
      McpConfig mcp) {
    this(
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
        RecordingConfig.defaults());
  }

  /// The same with the doors elsewhere.
  public LoomConfig withPort(int port) {
    return new LoomConfig(
        server.withPort(port),
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

  /// The same with other models.
  public LoomConfig withModels(Map<String, ModelConfig> newModels) {
    return new LoomConfig(
        server,
        newModels,
        modelCalls,
        execution,
        budget,
        verification,
        tools,
        memory,
        workspace,
        mcp);
  }

  /// What holds when nothing is configured.
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
        McpConfig.defaults());
  }
}
