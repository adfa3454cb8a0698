package dev.loom.bus.http;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/// Connects to hosts with several addresses. Vert.x tries one of them, and for `localhost` always
/// `127.0.0.1`, while Ollama and Node.js may listen on `::1` only.
public final class HostAddresses {
  private static final List<String> LOOPBACK = List.of("127.0.0.1", "::1");

  private HostAddresses() {}

  /// Opens a request as [#connect] does.
  ///
  /// @return fails with the first failure if no address accepts the connection
  public static Future<HttpClientRequest> request(
      Vertx vertx, HttpClient client, RequestOptions options) {
    return connect(vertx, options, client::request);
  }

  /// Connects to a host. If it cannot be reached at the address that the client selects, tries all
  /// addresses that the system knows, in order. Does not block.
  ///
  /// @param options with an absolute URI, so that host and port are set
  /// @param client connects to the server of the options, if they name one
  /// @return fails with the first failure if no address accepts the connection
  public static <T> Future<T> connect(
      Vertx vertx, RequestOptions options, Function<RequestOptions, Future<T>> client) {
    return client
        .apply(options)
        .recover(
            failure ->
                canTryOthers(failure, options)
                    ? vertx
                        .executeBlocking(() -> resolve(options.getHost()), false)
                        .compose(
                            addresses -> tryEach(client, options, List.of(addresses).iterator()))
                        .recover(ignored -> Future.failedFuture(failure))
                    : Future.failedFuture(failure));
  }

  private static boolean canTryOthers(Throwable failure, RequestOptions options) {
    return options.getProxyOptions() == null
        && options.getHost() != null
        && !isLiteral(options.getHost())
        && (failure instanceof SocketException || failure instanceof UnknownHostException);
  }

  private static boolean isLiteral(String host) {
    return host.contains(":") || host.matches("[0-9.]+");
  }

  /// Returns all addresses that the system knows for a host. Names below `localhost` are loopback
  /// addresses (RFC 6761), also where the system does not know them. Blocks.
  public static InetAddress[] resolve(String host) throws UnknownHostException {
    var name = host.toLowerCase(Locale.ROOT);
    return name.equals("localhost") || name.endsWith(".localhost")
        ? LOOPBACK.stream().map(InetAddress::ofLiteral).toArray(InetAddress[]::new)
        : InetAddress.getAllByName(host);
  }

  /// Returns an address as the HTTP client of Vert.x accepts it: IPv6 in brackets.
  public static String literal(InetAddress address) {
    var text = address.getHostAddress();
    return text.contains(":") ? "[" + text + "]" : text;
  }

  private static <T> Future<T> tryEach(
      Function<RequestOptions, Future<T>> client,
      RequestOptions options,
      Iterator<InetAddress> addresses) {
    var server = SocketAddress.inetSocketAddress(options.getPort(), literal(addresses.next()));
    var connecting = client.apply(new RequestOptions(options).setServer(server));
    return addresses.hasNext()
        ? connecting.recover(ignored -> tryEach(client, options, addresses))
        : connecting;
  }
}
