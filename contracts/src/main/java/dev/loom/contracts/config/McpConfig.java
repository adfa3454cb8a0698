package dev.loom.contracts.config;

import dev.loom.contracts.RecordChecks;
import java.net.URI;
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

  /// `[mcp.servers.<alias>]`: a server that is started or reached over HTTP.
  ///
  /// @param command program to start; empty if there is a URL
  /// @param env variables of the process; a value may be `${NAME}`
  /// @param cwd directory that the process may change; empty for one of its own in Loom's home
  /// @param url address of a server; one whose path ends with `/sse` uses the older transport
  /// @param headers headers of each request; a value may be `${NAME}`
  /// @param network whether the process may use the network
  /// @param trustAnnotations whether tools that call themselves read-only need no approval
  /// @param timeoutSeconds maximum duration of a call
  public record Server(
      @Expanded String command,
      List<String> args,
      Map<String, String> env,
      @Expanded String cwd,
      @Expanded String url,
      Map<String, String> headers,
      boolean network,
      boolean trustAnnotations,
      int timeoutSeconds,
      boolean enabled) {
    /// @throws IllegalArgumentException if both or neither of command and URL are set
    public Server {
      RecordChecks.requireNonNull(Server.class, command, args, env, cwd, url, headers);
      args = List.copyOf(args);
      env = Map.copyOf(env);
      headers = Map.copyOf(headers);
      ConfigBounds.requireRange("timeout_seconds", timeoutSeconds, 1, 3_600);
      if (!command.isEmpty() && !url.isEmpty()) {
        throw new IllegalArgumentException("command and url exclude each other; remove one");
      }
      if (!url.isEmpty() && !isHttp(url)) {
        throw new IllegalArgumentException("url must be an http or https address");
      }
    }

    private static boolean isHttp(String url) {
      try {
        var uri = URI.create(url);
        var isWeb = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
        return isWeb && uri.getHost() != null && uri.getUserInfo() == null;
      } catch (IllegalArgumentException _) {
        return false;
      }
    }

    public static Server defaults() {
      return new Server("", List.of(), Map.of(), "", "", Map.of(), true, false, 30, true);
    }

    /// Omits the environment and the headers, which may contain keys.
    @Override
    public String toString() {
      return "Server[" + (url.isEmpty() ? command : url) + "]";
    }
  }
}
