package dev.loom.models;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loom.bus.json.Json;
import dev.loom.contracts.error.ServiceException;
import dev.loom.contracts.model.ListEndpointModels;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/// Lists the models that an endpoint offers.
final class ModelDiscovery {
  private static final int TIMEOUT_MILLIS = 10_000;
  private static final int MODELS_MAX = 200;
  private static final int BODY_BYTES_MAX = 4 * 1024 * 1024;
  private static final String ANTHROPIC_VERSION = "2023-06-01";

  private final Vertx vertx;

  ModelDiscovery(Vertx vertx) {
    this.vertx = vertx;
  }

  /// Returns the ids of the endpoint's models in the endpoint's order. Blocks.
  ///
  /// @throws dev.loom.contracts.error.ServiceException if no list could be read; the message says
  ///   why
  ListEndpointModels.Found find(ListEndpointModels endpoint) throws InterruptedException {
    requireValidUrl(endpoint.baseUrl());
    try {
      return new ListEndpointModels.Found(
          findIds(endpoint, TIMEOUT_MILLIS).toCompletionStage().toCompletableFuture().get());
    } catch (ExecutionException exception) {
      if (exception.getCause() instanceof ServiceException known) {
        throw known;
      }
      throw failure(
          "No server answers at %s. Check the address and whether the server is running."
              .formatted(url(endpoint)));
    }
  }

  /// Returns the ids of the endpoint's models in the endpoint's order; fails if no list could be
  /// read within the time. Does not block.
  Future<List<String>> findIds(ListEndpointModels endpoint, int timeoutMillis) {
    var url = url(endpoint);
    var client = vertx.createHttpClient(new HttpClientOptions().setConnectTimeout(timeoutMillis));
    return Future.succeededFuture()
        .compose(start -> client.request(requestOptions(endpoint, url)))
        .compose(HttpClientRequest::send)
        .compose(response -> readBody(response).map(body -> modelIds(url, response, body)))
        .timeout(timeoutMillis, TimeUnit.MILLISECONDS)
        .eventually(client::close);
  }

  private static RequestOptions requestOptions(ListEndpointModels endpoint, String url) {
    var options = new RequestOptions().setMethod(HttpMethod.GET).setAbsoluteURI(url);
    var isAnthropic = endpoint.provider().equals("anthropic");
    if (isAnthropic) {
      options.putHeader("anthropic-version", ANTHROPIC_VERSION);
    }
    if (!endpoint.key().isEmpty()) {
      options.putHeader(
          isAnthropic ? "x-api-key" : "authorization",
          isAnthropic ? endpoint.key() : "Bearer " + endpoint.key());
    }
    return options;
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

  /// Rejects a malformed URL without quoting it, because it may contain a secret.
  private static void requireValidUrl(String baseUrl) {
    try {
      var uri = URI.create(baseUrl.strip());
      if (baseUrl.isBlank()
          || uri.getHost() != null
              && uri.getScheme().matches("https?")
              && uri.getRawUserInfo() == null
              && uri.getRawQuery() == null) {
        return;
      }
    } catch (IllegalArgumentException ignored) {
      // Reported below.
    }
    throw failure("base_url must look like http://host:port (http or https, no user, no query).");
  }

  /// Returns the URL at which an endpoint of this kind lists its models.
  static String url(ListEndpointModels endpoint) {
    var base = endpoint.baseUrl().strip().replaceAll("/+$", "");
    return switch (endpoint.provider()) {
      case "ollama" -> rootOf(base, "http://localhost:11434") + "/api/tags";
      case "anthropic" -> rootOf(base, "https://api.anthropic.com") + "/v1/models";
      default ->
          base.isEmpty() || base.matches("https?://[^/]+")
              ? rootOf(base, "https://api.openai.com") + "/v1/models"
              : base + "/models";
    };
  }

  private static String rootOf(String base, String defaultRoot) {
    return base.isEmpty() ? defaultRoot : base.replaceAll("/v1$", "");
  }

  private static List<String> modelIds(String url, HttpClientResponse response, Buffer body) {
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
    var ids = new ArrayList<String>();
    for (var model : list.path(list.has("models") ? "models" : "data")) {
      var name = model.path("id").asText(model.path("name").asText(""));
      if (!name.isBlank() && ids.size() < MODELS_MAX) {
        ids.add(name);
      }
    }
    return ids;
  }

  private static RuntimeException failure(String detail) {
    return ServiceException.failed(detail, false);
  }
}
