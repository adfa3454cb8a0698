package dev.loom.contracts.config;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;

/// `[server]`: the HTTP server.
///
/// @param host loopback address or name; others are rejected, because reading needs no token
/// @param port TCP port, 0 for any free one
/// @param access which requests are accepted
/// @param requestBytesMax maximum size of a request body in bytes
/// @param streamsMax maximum number of concurrent SSE streams
/// @param streamStallSeconds time after which the stream of a client that reads nothing is closed
/// @param planWaitSeconds maximum time a plan-only request waits for its plan
/// @param webhooks how the ends of tasks are announced
/// @param idleExitSeconds time without use after which an engine in the background ends; 0 for
///   never
public record ServerConfig(
    String host,
    int port,
    @JsonUnwrapped Access access,
    int requestBytesMax,
    int streamsMax,
    int streamStallSeconds,
    int planWaitSeconds,
    @JsonUnwrapped Webhooks webhooks,
    int idleExitSeconds) {
  private static final int IDLE_EXIT_SECONDS = 900;
  private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "::1", "localhost");

  public ServerConfig {
    if (!LOOPBACK.contains(host.toLowerCase(Locale.ROOT))) {
      throw new IllegalArgumentException(
          "server.host is '"
              + host
              + "', but Loom listens only on loopback addresses, because reading needs no"
              + " authentication; set it to 127.0.0.1, ::1 or localhost");
    }
    ConfigBounds.requireRange("server.port", port, 0, 65_535);
    Objects.requireNonNull(access, "access");
    ConfigBounds.requireRange("server.request_bytes_max", requestBytesMax, 1_024, 64 * 1024 * 1024);
    ConfigBounds.requireRange("server.streams_max", streamsMax, 1, 100_000);
    ConfigBounds.requireRange("server.stream_stall_seconds", streamStallSeconds, 1, 3_600);
    ConfigBounds.requireRange("server.plan_wait_seconds", planWaitSeconds, 1, 3_600);
    Objects.requireNonNull(webhooks, "webhooks");
    ConfigBounds.requireRange("server.idle_exit_seconds", idleExitSeconds, 0, 31_536_000);
  }

  /// Creates a configuration with the default idle time.
  public ServerConfig(
      String host,
      int port,
      Access access,
      int requestBytesMax,
      int streamsMax,
      int streamStallSeconds,
      int planWaitSeconds,
      Webhooks webhooks) {
    this(
        host,
        port,
        access,
        requestBytesMax,
        streamsMax,
        streamStallSeconds,
        planWaitSeconds,
        webhooks,
        IDLE_EXIT_SECONDS);
  }

  /// Which requests are accepted.
  ///
  /// @param allowedHosts additional values accepted in the `Host` header, for a reverse proxy
  /// @param allowedOrigins origins of browser pages that may send requests, such as
  ///   `http://localhost:5173`; the server's own is always allowed
  /// @param requireToken whether requests that change something need the token of the home
  public record Access(
      List<String> allowedHosts, List<String> allowedOrigins, boolean requireToken) {
    public Access {
      allowedHosts = List.copyOf(allowedHosts);
      allowedOrigins = List.copyOf(allowedOrigins);
    }

    /// Returns the access of local programs, without a token.
    public static Access local() {
      return new Access(List.of(), List.of(), false);
    }
  }

  /// How the ends of tasks are announced.
  ///
  /// @param webhookSecret key for signatures, or `${NAME}` for the environment variable that
  ///   contains it; empty for no signature
  /// @param webhookAllowedHosts host names, IP addresses and CIDR blocks that alone may receive
  ///   webhooks; empty for all
  /// @param webhookDeniedHosts those that may not
  public record Webhooks(
      String webhookSecret, List<String> webhookAllowedHosts, List<String> webhookDeniedHosts) {
    public Webhooks {
      Objects.requireNonNull(webhookSecret, "webhookSecret");
      webhookAllowedHosts = List.copyOf(webhookAllowedHosts);
      webhookDeniedHosts = List.copyOf(webhookDeniedHosts);
    }

    /// Returns unrestricted webhooks.
    ///
    /// @param secret key for signatures; empty for none
    public static Webhooks signed(String secret) {
      return new Webhooks(secret, List.of(), List.of());
    }

    /// Omits the secret.
    @Override
    public String toString() {
      return "Webhooks[]";
    }
  }

  public static ServerConfig defaults() {
    return new ServerConfig(
        "127.0.0.1", 9000, Access.local(), 1024 * 1024, 10_000, 30, 300, Webhooks.signed(""));
  }

  /// Returns a copy with another port.
  public ServerConfig withPort(int newPort) {
    return with(newPort, idleExitSeconds);
  }

  /// Returns a copy with another idle time.
  public ServerConfig withIdleExitSeconds(int seconds) {
    return with(port, seconds);
  }

  private ServerConfig with(int newPort, int newIdleExitSeconds) {
    return new ServerConfig(
        host,
        newPort,
        access,
        requestBytesMax,
        streamsMax,
        streamStallSeconds,
        planWaitSeconds,
        webhooks,
        newIdleExitSeconds);
  }

  /// Omits the webhook secret.
  @Override
  public String toString() {
    return "ServerConfig[" + host + ":" + port + "]";
  }
}
