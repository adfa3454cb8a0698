package dev.loom.engine.models;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loom.api.model.ModelRole;
import dev.loom.bus.json.Json;
import dev.loom.contracts.config.ExecutionConfig;
import dev.loom.contracts.config.Home;
import dev.loom.contracts.config.LoomConfig;
import dev.loom.contracts.config.ModelCallConfig;
import dev.loom.contracts.config.ModelConfig;
import dev.loom.contracts.config.VerificationConfig;
import dev.loom.engine.Engine;
import dev.loom.engine.EngineOptions;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Starts engines whose models are test servers.
final class TestEngines {
  private TestEngines() {}

  /// @param urls base URLs of the models by alias; models with the same URL share a rate limit
  static Engine start(
      Path home, Map<String, String> urls, ModelCallConfig calls, ExecutionConfig execution) {
    var models = new LinkedHashMap<String, ModelConfig>();
    urls.forEach((alias, url) -> models.put(alias, model(url)));
    var config = LoomConfig.defaults();
    return Engine.start(
        new EngineOptions(
            new Home(home),
            new LoomConfig(
                config.server().withPort(0),
                models,
                calls,
                new LoomConfig.TaskDefaults(
                    execution,
                    config.tasks().budget(),
                    new VerificationConfig(true, false, false, 3)),
                config.tools(),
                config.storage(),
                config.mcp()),
            Map.of(),
            List.of(),
            List.of()));
  }

  private static ModelConfig model(String url) {
    return ModelConfig.create("openai_compatible", url, "m", "")
        .withRoles(EnumSet.allOf(ModelRole.class))
        .withMaxTokens(1_000)
        .withTier(1);
  }

  /// Returns the entry of a model in `GET /models`.
  static JsonNode model(Engine engine, String alias) throws IOException, InterruptedException {
    try (var client = HttpClient.newHttpClient()) {
      var request = HttpRequest.newBuilder(URI.create(engine.address() + "/models")).build();
      var response = client.send(request, HttpResponse.BodyHandlers.ofString());
      for (var model : Json.parse(response.body())) {
        if (model.path("name").asText().equals(alias)) {
          return model;
        }
      }
      throw new AssertionError(response.body());
    }
  }
}
