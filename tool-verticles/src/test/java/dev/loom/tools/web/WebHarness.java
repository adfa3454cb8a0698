package dev.loom.tools.web;

import dev.loom.api.tool.Arguments;
import dev.loom.api.tool.Tool;
import dev.loom.api.tool.ToolResult;
import dev.loom.bus.http.AddressPolicy;
import dev.loom.tools.ToolHarness;
import dev.loom.tools.http.DeclaredHttp;
import dev.loom.tools.http.GuardedHttpClient;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Runs a tool against a server on loopback, which the user allows.
final class WebHarness {
  private final Vertx vertx = Vertx.vertx();
  private final ToolHarness harness;
  private final GuardedHttpClient client;
  final String address;

  WebHarness(Path root, Handler<HttpServerRequest> server) throws Exception {
    harness = new ToolHarness(root);
    client =
        new GuardedHttpClient(
            vertx,
            AddressPolicy.publicAnd("tools.http_allowed_hosts", List.of("127.0.0.1"), () -> 0));
    int port =
        vertx.createHttpServer().requestHandler(server).listen(0, "127.0.0.1").await().actualPort();
    address = "http://127.0.0.1:" + port;
  }

  ToolResult run(Tool tool, Map<String, Object> arguments) throws Exception {
    var effects = tool.effects(new Arguments(arguments));
    harness.withHttp(new DeclaredHttp(client, effects, () -> Duration.ofSeconds(20)));
    return harness.run(tool, arguments);
  }

  void close() throws Exception {
    harness.close();
    vertx.close().await(20, TimeUnit.SECONDS);
  }
}
