package dev.loom.contracts.tool;

import dev.loom.contracts.RecordChecks;
import java.util.List;

/// Requests the MCP servers of the configuration, by name.
public record ListMcpServers() {
  /// Reply.
  public record Found(List<McpServer> servers) {
    public Found {
      servers = List.copyOf(servers);
    }
  }

  /// An MCP server.
  ///
  /// @param state `connected`, `connecting` or `disabled`
  /// @param tools number of its tools that are offered
  /// @param problem why it is not connected; empty if it is
  public record McpServer(String name, String state, int tools, String problem) {
    public McpServer {
      RecordChecks.requireNonNull(McpServer.class, name, state, problem);
    }
  }
}
