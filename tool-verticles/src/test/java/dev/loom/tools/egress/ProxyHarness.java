package dev.loom.tools.egress;

import dev.loom.bus.http.AddressPolicy;
import dev.loom.bus.http.GuardedConnector;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;

/// Proxies for the hosts `a.test`, `*.b.test` and others at the port of a local server. All names
/// resolve to the loopback address, `metadata.test` to that of credentials; `local.test` is listed,
/// but its address is not allowed.
public final class ProxyHarness {
  public final Vertx vertx = Vertx.vertx();
  public final LinkedBlockingQueue<HttpServerRequest> requests = new LinkedBlockingQueue<>();
  public final int port;

  /// What the server serves at the paths of its files.
  public final Path files;

  public final SandboxProxies proxies;

  public ProxyHarness(Path directory) throws Exception {
    files = Files.createDirectories(directory.resolveSibling("files"));
    port =
        vertx
            .createHttpServer()
            .requestHandler(this::answer)
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .get()
            .actualPort();
    var policy =
        AddressPolicy.publicAnd(
            "tools.http_allowed_hosts",
            List.of("a.test", "x.b.test", "metadata.test", "closed.test", "127.0.0.1"),
            () -> 0);
    proxies =
        new SandboxProxies(
            vertx,
            List.of(
                "a.test:" + port,
                "*.b.test:" + port,
                "metadata.test:" + port,
                "local.test:" + port,
                "missing.test:" + port,
                "closed.test:1"),
            new GuardedConnector(vertx, policy, ProxyHarness::resolve),
            directory);
  }

  private static InetAddress[] resolve(String host) throws UnknownHostException {
    return switch (host) {
      case "metadata.test" -> new InetAddress[] {InetAddress.ofLiteral("169.254.169.254")};
      case "local.test" -> new InetAddress[] {InetAddress.ofLiteral("127.0.0.2")};
      case "missing.test" -> throw new UnknownHostException(host);
      default -> new InetAddress[] {InetAddress.ofLiteral("127.0.0.1")};
    };
  }

  private void answer(HttpServerRequest request) {
    requests.add(request);
    var file = files.resolve("." + request.path()).normalize();
    if (Files.isRegularFile(file)) {
      request.response().sendFile(file.toString());
      return;
    }
    request
        .body()
        .onSuccess(
            body -> request.response().end("host=" + request.getHeader("host") + " " + body));
  }

  public void close() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get();
  }
}
