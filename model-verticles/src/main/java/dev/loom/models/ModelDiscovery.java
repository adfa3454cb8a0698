package dev.loom.models;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loom.bus.json.Json;
import dev.loom.contracts.error.ServiceError;
import dev.loom.contracts.model.EndpointModelList;
import dev.loom.contracts.model.ListEndpointModels;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Lists the models that an endpoint offers. Methods block.
final class ModelDiscovery {
  private static final int TIMEOUT_SECONDS = 10;
  private static final int MODELS_MAX = 200;
  private static final String ANTHROPIC_VERSION = "2023-06-01";

  private final Vertx vertx;

  ModelDiscovery(Vertx vertx) {
    this.vertx = vertx;
  }

  /// Returns the ids of the endpoint's models in the endpoint's order.
  ///
  /// @throws dev.loom.contracts.error.ServiceException if no list could be read; the message says
  ///   why
  EndpointModelList find(ListEndpointModels endpoint) throws InterruptedException {
    var isAnthropic = endpoint.provider().equals("anthropic");
    requireValidUrl(endpoint.baseUrl());
    var url = url(endpoint);
    var key = endpoint.key();
    var client =
        WebClient.create(
            vertx,
            new WebClientOptions(new HttpClientOptions().setConnectTimeout(TIMEOUT_SECONDS * 1_000))
                .setFollowRedirects(false));
    try {
      var request = client.getAbs(url).timeout(TimeUnit.SECONDS.toMillis(TIMEOUT_SECONDS));
      if (isAnthropic) {
        request.putHeader("anthropic-version", ANTHROPIC_VERSION);
      }
      if (!key.isEmpty()) {
        request.putHeader(
            isAnthropic ? "x-api-key" : "authorization", isAnthropic ? key : "Bearer " + key);
      }
      var response = request.send().toCompletionStage().toCompletableFuture();
      return new EndpointModelList(
          modelIds(url, response.get(TIMEOUT_SECONDS + 1, TimeUnit.SECONDS)));
    } catch (ExecutionException | TimeoutException | IllegalArgumentException ignored) {
      throw failure(
          "No server answers at " + url + ". Check the address and whether the server is running.");
    } finally {
      client.close();
    }
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
      case "ollama" ->
          (base.isEmpty() ? "http://localhost:11434" : base.replaceAll("/v1$", "")) + "/api/tags";
      case "anthropic" ->
          (base.isEmpty() ? "https://api.anthropic.com" : base.replaceAll("/v1$", ""))
              + "/v1/models";
      default ->
          (base.isEmpty()
                  ? "https://api.openai.com/v1"
                  : base.matches("https?://[^/]+") ? base + "/v1" : base)
              + "/models";
    };
  }

  private static List<String> modelIds(String url, HttpResponse<Buffer> response) {
    switch (response.statusCode()) {
      case 200 -> {
        // Parsed below.
      }
      case 401, 403 ->
          throw failure(url + " does not accept the key (status " + response.statusCode() + ").");
      default ->
          throw failure(
              url + " answered with status " + response.statusCode() + " instead of a list.");
    }
    JsonNode list;
    try {
      list = Json.parse(response.bodyAsString());
    } catch (IllegalArgumentException | NullPointerException ignored) {
      throw failure(url + " did not answer with a list of models.");
    }
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
    return ServiceError.failed(detail, false).toException();
  }
}
