package dev.loom.tools.egress;

import dev.loom.bus.http.GuardedConnector;
import dev.loom.contracts.config.HostPattern;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;

/// Opens a [SandboxProxy] for each process that may contact listed hosts. Thread-safe; everything
/// closes with Vert.x.
public final class SandboxProxies {
  static final int IDLE_SECONDS_MAX = 300;
  static final int HEAD_BYTES_MAX = 64 * 1024;
  private static final int CONNECT_MILLIS_MAX = 10_000;
  private static final int REQUESTS_MAX = 256;

  /// Paths of Unix sockets have at most 107 bytes.
  private static final int SOCKET_NAME_CHARS = 8;

  private final List<String> entries;
  private final List<HostPattern> hosts;
  private final Path directory;
  private final Vertx vertx;
  private final GuardedConnector connector;
  private final HttpClient requests;
  private final NetClient tunnels;

  /// @param entries hosts that processes may contact; see [HostPattern]
  /// @param connector checks the addresses of these hosts
  /// @param directory for sockets, which only the user can enter
  public SandboxProxies(
      Vertx vertx, List<String> entries, GuardedConnector connector, Path directory) {
    this.entries = List.copyOf(entries);
    this.hosts =
        entries.stream().map(entry -> HostPattern.parse("tools.sandbox_hosts", entry)).toList();
    this.directory = directory;
    this.vertx = vertx;
    this.connector = connector;
    this.requests =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setKeepAlive(false)
                .setConnectTimeout(CONNECT_MILLIS_MAX)
                .setIdleTimeout(IDLE_SECONDS_MAX)
                .setMaxHeaderSize(HEAD_BYTES_MAX)
                .setDecompressionSupported(false),
            new PoolOptions().setHttp1MaxSize(REQUESTS_MAX));
    this.tunnels =
        vertx.createNetClient(
            new NetClientOptions()
                .setConnectTimeout(CONNECT_MILLIS_MAX)
                .setIdleTimeout(IDLE_SECONDS_MAX));
  }

  /// Returns the entries of the configuration.
  public List<String> entries() {
    return entries;
  }

  /// Opens a proxy for one process. Blocks.
  public SandboxProxy open() throws IOException, InterruptedException {
    var name = UUID.randomUUID().toString().substring(0, SOCKET_NAME_CHARS);
    return SandboxProxy.listen(this, Files.createDirectories(directory).resolve(name));
  }

  Vertx vertx() {
    return vertx;
  }

  HttpClient requests() {
    return requests;
  }

  NetClient tunnels() {
    return tunnels;
  }

  GuardedConnector connector() {
    return connector;
  }

  boolean include(ProxyTarget target) {
    return hosts.stream().anyMatch(host -> host.includes(target.host(), target.port()));
  }
}
