package dev.loom.bus.http;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/// Opens requests to hosts that an [AddressPolicy] allows. A host name is resolved once per
/// request, and the connection goes to an address that was checked, so that a name server cannot
/// exchange it in between. Does not block; thread-safe.
public final class GuardedConnector {
  private static final int LOOKUPS_MAX = 16;
  private static final long LOOKUP_SECONDS_MAX = 20;

  private final AddressPolicy policy;
  private final WorkerExecutor lookups;
  private final NameResolver resolver;

  /// Resolves a host name or address to its addresses. Blocks.
  @FunctionalInterface
  public interface NameResolver {
    InetAddress[] resolve(String host) throws UnknownHostException;
  }

  public GuardedConnector(Vertx vertx, AddressPolicy policy, NameResolver resolver) {
    this.policy = policy;
    this.lookups = vertx.createSharedWorkerExecutor("http-name-resolution", LOOKUPS_MAX);
    this.resolver = resolver;
  }

  /// Opens a request at the first address of its host that accepts the connection.
  ///
  /// @param options with host and port; following no redirects
  /// @return fails as [#connect] does
  public Future<HttpClientRequest> request(HttpClient client, RequestOptions options) {
    return connect(
        options.getHost(),
        options.getPort(),
        server -> client.request(new RequestOptions(options).setServer(server)));
  }

  /// Connects to the first address of a host that accepts the connection.
  ///
  /// @param host name or address, also with brackets
  /// @param client connects to one address
  /// @return fails with an [AddressPolicy.RefusedException], an [UnknownHostException] or the
  ///   failure of the last address
  public <T> Future<T> connect(String host, int port, Function<SocketAddress, Future<T>> client) {
    var name = host.replaceAll("[\\[\\]]|\\.$", "");
    return lookups
        .executeBlocking(
            () -> {
              var addresses = List.of(resolver.resolve(name));
              policy.requireAllowed(name, port, addresses);
              return addresses;
            },
            false)
        .timeout(LOOKUP_SECONDS_MAX, TimeUnit.SECONDS)
        .compose(addresses -> connect(addresses, port, client));
  }

  private static <T> Future<T> connect(
      List<InetAddress> addresses, int port, Function<SocketAddress, Future<T>> client) {
    var address = HostAddresses.literal(addresses.getFirst());
    var connecting = client.apply(SocketAddress.inetSocketAddress(port, address));
    return addresses.size() == 1
        ? connecting
        : connecting.recover(_ -> connect(addresses.subList(1, addresses.size()), port, client));
  }
}
