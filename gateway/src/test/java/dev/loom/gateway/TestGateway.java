package dev.loom.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loom.bus.json.Json;
import dev.loom.bus.secret.AccessToken;
import dev.loom.contracts.config.LoomConfig;
import dev.loom.contracts.config.ServerConfig;
import dev.loom.gateway.rest.EngineProcess;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Route;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;

/// Runs a gateway on a free port in front of a fake backend.
public final class TestGateway implements AutoCloseable {
  /// Required with `server.require_token`.
  public static final AccessToken TOKEN = AccessToken.parse("t".repeat(43));

  public final Vertx vertx = Vertx.vertx();
  public final FakeBackend backend = FakeBackend.start(vertx);
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final GatewayVerticle gateway;

  private TestGateway(LoomConfig config, EngineProcess process) {
    gateway = new GatewayVerticle(config, "1.2.3", TOKEN, process);
    vertx.deployVerticle(gateway).await();
  }

  public static TestGateway start() {
    return start(ServerConfig.defaults());
  }

  public static TestGateway start(ServerConfig server) {
    return start(withServer(server));
  }

  public static TestGateway start(LoomConfig config) {
    return start(config, EngineProcess.embedded());
  }

  public static TestGateway start(LoomConfig config, EngineProcess process) {
    return new TestGateway(config.withPort(0), process);
  }

  /// Returns the default configuration with another server section.
  static LoomConfig withServer(ServerConfig server) {
    var defaults = LoomConfig.defaults();
    return defaults.withServer(server);
  }

  public int port() {
    return gateway.port();
  }

  /// Returns all routes with a path.
  public List<Route> routes() {
    return gateway.router().getRoutes().stream().filter(route -> route.getPath() != null).toList();
  }

  public HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return send("GET", path, null);
  }

  public JsonNode json(String path) throws IOException, InterruptedException {
    return Json.parse(get(path).body());
  }

  public HttpResponse<String> post(String path, String json)
      throws IOException, InterruptedException {
    return send("POST", path, json);
  }

  public HttpResponse<String> send(String method, String path, String json, String... headers)
      throws IOException, InterruptedException {
    var body =
        json == null
            ? HttpRequest.BodyPublishers.noBody()
            : HttpRequest.BodyPublishers.ofString(json);
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
            .timeout(Duration.ofSeconds(20))
            .method(method, body);
    if (json != null) {
      request.header("Content-Type", "application/json");
    }
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  @Override
  public void close() {
    client.shutdownNow();
    vertx.close().await();
  }
}
