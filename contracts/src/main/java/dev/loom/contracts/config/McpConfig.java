package dev.loom.contracts.config;

import dev.loom.contracts.RecordChecks;
import java.util.List;
import java.util.Map;

/// `[mcp]`: tools provided by MCP servers.
///
/// @param servers servers by alias
public record McpConfig(Map<String, Server> servers) {
  public McpConfig {
    servers = Map.copyOf(servers);
  }

  public static McpConfig defaults() {
    return new McpConfig(Map.of());
  }

  /// `[mcp.servers.<alias>]`: command to start a server.
  public record Server(
      @Expanded String command,
      List<String> args,
      Map<String, String> env,
      @Expanded String cwd,
      int timeoutSeconds,
      boolean enabled) {
    public Server {
      RecordChecks.requireNonNull(Server.class, command, args, env, cwd);
      args = List.copyOf(args);
      env = Map.copyOf(env);
      ConfigBounds.requireRange("timeout_seconds", timeoutSeconds, 1, 3_600);
    }

    public static Server defaults() {
      return new Server("", List.of(), Map.of(), "", 30, true);
    }

    /// Omits the environment, which may contain keys.
    @Override
    public String toString() {
      return "Server[" + command + "]";
    }
  }
}
