package dev.loom.contracts.config;

import java.util.List;
import java.util.Objects;

/// `[server]`: where the doors are.
///
/// @param host a loopback address or name; anything else is refused until there is authentication
/// @param port 0 for any free one
/// @param allowedHosts further names that a `Host` header may carry, for a proxy in front
/// @param allowedOrigins origins of browser pages that may send requests, such as
///   `http://localhost:5173`; the server's own is always allowed
/// @param requestBytesMax the largest request body
/// @param streamsMax how many SSE readers at a time
/// @param streamStallSeconds how long a reader that takes nothing is kept
/// @param planWaitSeconds how long a request for a plan alone is kept waiting for it
/// @param webhookSecret what webhooks are signed with, or `${NAME}` for the environment variable
///   that holds it; empty for no signature
public record ServerConfig(
    String host,
    int port,
    List<String> allowedHosts,
    List<String> allowedOrigins,
    int requestBytesMax,
    int streamsMax,
    int streamStallSeconds,
    int planWaitSeconds,
    String webhookSecret) {
  public ServerConfig {
    ConfigBounds.requireRange("server.port", port, 0, 65_535);
    allowedHosts = List.copyOf(allowedHosts);
    allowedOrigins = List.copyOf(allowedOrigins);
    ConfigBounds.requireRange("server.request_bytes_max", requestBytesMax, 1_024, 64 * 1024 * 1024);
    ConfigBounds.requireRange("server.streams_max", streamsMax, 1, 100_000);
    ConfigBounds.requireRange("server.stream_stall_seconds", streamStallSeconds, 1, 3_600);
    ConfigBounds.requireRange("server.plan_wait_seconds", planWaitSeconds, 1, 3_600);
    Objects.requireNonNull(webhookSecret, "webhookSecret");
  }

  public static ServerConfig defaults() {
    return new ServerConfig(
        "127.0.0.1", 9000, List.of(), List.of(), 1024 * 1024, 10_000, 30, 300, "");
  }

  /// The same on another port.
  public ServerConfig withPort(int newPort) {
    return new ServerConfig(
        host,
        newPort,
        allowedHosts,
        allowedOrigins,
        requestBytesMax,
        streamsMax,
        streamStallSeconds,
        planWaitSeconds,
        webhookSecret);
  }

  /// Never shows the secret.
  @Override
  public String toString() {
    return "ServerConfig[" + host + ":" + port + "]";
  }
}
