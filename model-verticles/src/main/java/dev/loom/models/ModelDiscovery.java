package dev.loom.models;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loom.bus.http.HostAddresses;
import dev.loom.bus.json.Json;
import dev.loom.contracts.config.ModelConfig;
import dev.loom.contracts.error.ServiceException;
import dev.loom.contracts.model.ListEndpointModels;
import dev.loom.models.http.Endpoint;
import dev.loom.models.http.ProviderProtocol;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/// Lists the models that an endpoint offers.
final class ModelDiscovery {
  private static final int TIMEOUT_MILLIS = 10_000;
  private static final int MODELS_MAX = 200;
  private static final int BODY_BYTES_MAX = 4 * 1024 * 1024;

  private final Vertx vertx;
  private final ProviderFactory providers;

  ModelDiscovery(Vertx vertx, ProviderFactory providers) {
    this.vertx = vertx;
    this.providers = providers;
  }

  /// Returns the ids of the endpoint's models in the endpoint's order. Blocks.
  ///
  /// @throws dev.loom.contracts.error.ServiceException if no list could be read; the message says
  ///   why
  ListEndpointModels.Found find(ListEndpointModels endpoint) throws InterruptedException {
    try {
      return new ListEndpointModels.Found(
          findIds(endpoint, TIMEOUT_MILLIS).toCompletionStage().toCompletableFuture().get());
    } catch (ExecutionException exception) {
      if (exception.getCause() instanceof ServiceException known) {
        throw known;
      }
      throw failure(
          "No server answers at %s. Check the address, and %s."
              .formatted(
                  protocol(endpoint).endpoint().base(),
                  endpoint.provider().equals("ollama")
                      ? "start the server: ollama serve"
                      : "whether the server is running"));
    }
  }

  /// Returns the ids of the endpoint's models in the endpoint's order; fails if no list could be
  /// read within the time. Does not block.
  Future<List<String>> findIds(ListEndpointModels endpoint, int timeoutMillis) {
    var client = vertx.createHttpClient(new HttpClientOptions().setConnectTimeout(timeoutMillis));
    return Future.succeededFuture()
        .map(start -> protocol(endpoint))
        .compose(
            protocol ->
                HostAddresses.request(
                    vertx,
                    client,
                    new RequestOptions()
                        .setMethod(HttpMethod.GET)
                        .setAbsoluteURI(protocol.modelsUrl())
                        .setProxyOptions(providers.proxy(protocol.endpoint().base()).orElse(null))
                        .setHeaders(HttpHeaders.headers().addAll(protocol.headers()))))
        .compose(HttpClientRequest::send)
        .compose(response -> readBody(response).map(body -> modelIds(response, body)))
        .timeout(timeoutMillis, TimeUnit.MILLISECONDS)
        .eventually(client::close);
  }

  private ProviderProtocol protocol(ListEndpointModels endpoint) {
    return providers.protocol(
        "",
        ModelConfig.create(endpoint.provider(), endpoint.baseUrl(), "", endpoint.key()),
        new Endpoint.SettingNames("base_url", "model", "key"));
  }

  private static Future<Buffer> readBody(HttpClientResponse response) {
    var body = Buffer.buffer();
    response.handler(
        chunk -> {
          if (body.length() + chunk.length() > BODY_BYTES_MAX) {
            response.request().reset();
          } else {
            body.appendBuffer(chunk);
          }
        });
    return response.end().map(body);
  }

  private static List<String> modelIds(HttpClientResponse response, Buffer body) {
    // The query of an address may contain a key.
    var url = response.request().absoluteURI().replaceFirst("\\?.*", "");
    var status = response.statusCode();
    if (status == 401 || status == 403) {
      throw failure(url + " does not accept the key (status " + status + ").");
    }
    if (status != 200) {
      throw failure(url + " answered with status " + status + " instead of a list.");
    }
    var list =
        Json.tryParse(body.toString())
            .filter(JsonNode::isContainerNode)
            .orElseThrow(() -> failure(url + " did not answer with a list of models."));
    return ProviderProtocol.modelIds(list).stream()
        .filter(id -> !id.isBlank())
        .limit(MODELS_MAX)
        .toList();
  }

  private static RuntimeException failure(String detail) {
    return ServiceException.failed(detail, false);
  }
}
