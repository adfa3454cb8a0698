package dev.loom.models;

import dev.loom.api.model.ModelProvider;
import dev.loom.api.model.ModelRole;
import dev.loom.builtin.RuleBasedProvider;
import dev.loom.bus.json.Json;
import dev.loom.contracts.config.ModelConfig;
import dev.loom.models.http.Endpoint;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/// Selects a model when none is configured: OpenAI or Anthropic if the environment has an API key,
/// otherwise the first model of a local Ollama, otherwise the built-in rules.
final class DefaultModelDetector {
  static final String SEARCHED_SOURCES = "OPENAI_API_KEY, ANTHROPIC_API_KEY, Ollama on ";
  static final String OPENAI_MODEL = "gpt-5-mini";
  static final String ANTHROPIC_MODEL = "claude-sonnet-5";

  private static final String OLLAMA_HOST = "127.0.0.1:11434";
  private static final int PROBE_MILLIS = 1_000;
  private static final int PROBE_BYTES_MAX = 1024 * 1024;
  private static final Set<ModelRole> ALL_ROLES = EnumSet.allOf(ModelRole.class);

  private final Vertx vertx;
  private final ProviderFactory providers;
  private final Map<String, String> environment;

  DefaultModelDetector(Vertx vertx, ProviderFactory providers, Map<String, String> environment) {
    this.vertx = vertx;
    this.providers = providers;
    this.environment = environment;
  }

  /// The selected model.
  ///
  /// @param kind the provider kind shown in the model list
  /// @param summary the reason, in one sentence for the user
  record DetectedModel(ModelProvider provider, String kind, String summary) {}

  Future<DetectedModel> detect() {
    if (isSet("OPENAI_API_KEY")) {
      return Future.succeededFuture(openAi());
    }
    if (isSet("ANTHROPIC_API_KEY")) {
      return Future.succeededFuture(anthropic());
    }
    var ollama = ollamaUrl(environmentValue("OLLAMA_HOST", OLLAMA_HOST));
    return findFirstModel(ollama)
        .map(found -> found.map(model -> ollama(ollama, model)).orElseGet(() -> builtin(ollama)));
  }

  private boolean isSet(String name) {
    return !environmentValue(name, "").isEmpty();
  }

  private String environmentValue(String name, String fallback) {
    var value = environment.getOrDefault(name, "").strip();
    return value.isEmpty() ? fallback : value;
  }

  private DetectedModel openAi() {
    var url = environmentValue("OPENAI_BASE_URL", "https://api.openai.com/v1");
    var settings = new Endpoint.SettingNames("OPENAI_BASE_URL", "OPENAI_MODEL", "OPENAI_API_KEY");
    var model = environmentValue("OPENAI_MODEL", OPENAI_MODEL);
    var config = config("openai_compatible", url, model, environmentValue("OPENAI_API_KEY", ""));
    return httpModel("openai", config, settings, "because OPENAI_API_KEY is set");
  }

  private DetectedModel anthropic() {
    var url = environmentValue("ANTHROPIC_BASE_URL", "https://api.anthropic.com");
    var settings =
        new Endpoint.SettingNames("ANTHROPIC_BASE_URL", "ANTHROPIC_MODEL", "ANTHROPIC_API_KEY");
    var model = environmentValue("ANTHROPIC_MODEL", ANTHROPIC_MODEL);
    var config = config("anthropic", url, model, environmentValue("ANTHROPIC_API_KEY", ""));
    return httpModel("anthropic", config, settings, "because ANTHROPIC_API_KEY is set");
  }

  private DetectedModel ollama(String url, String model) {
    var settings =
        new Endpoint.SettingNames("OLLAMA_HOST", "models.<alias>.model", "models.<alias>.api_key");
    var config = config("ollama", url, model, "");
    return httpModel("ollama", config, settings, "because Ollama was found at " + url);
  }

  private DetectedModel builtin(String ollama) {
    var provider = new RuleBasedProvider("builtin", ALL_ROLES);
    var host = ollama.substring(ollama.indexOf("//") + 2);
    return new DetectedModel(
        provider,
        "builtin",
        "Models: the built-in rules, because no model is configured and none was found (looked for "
            + SEARCHED_SOURCES
            + host
            + ").");
  }

  private DetectedModel httpModel(
      String alias, ModelConfig config, Endpoint.SettingNames settings, String reason) {
    return new DetectedModel(
        providers.create(alias, config, settings),
        config.endpoint().provider(),
        "Models: "
            + config.endpoint().model()
            + " at "
            + hostOf(config.endpoint().baseUrl())
            + " in every role, "
            + reason
            + " and no model is configured.");
  }

  private static String hostOf(String url) {
    return url.substring(url.indexOf("//") + 2).replaceAll("/.*", "").replaceAll(".*@", "");
  }

  private static ModelConfig config(String provider, String url, String model, String key) {
    return ModelConfig.builder(provider)
        .baseUrl(url)
        .model(model)
        .roles(ALL_ROLES)
        .apiKey(key)
        .build();
  }

  /// Parses `OLLAMA_HOST` as Ollama itself does: a host, a port, both, or a URL. A server bound to
  /// all interfaces is reached through the loopback address.
  static String ollamaUrl(String host) {
    var scheme = host.contains("://") ? "" : "http://";
    var url = (scheme + host).replaceAll("/+$", "").replace("//0.0.0.0", "//127.0.0.1");
    if (url.matches("https?://:\\d+")) {
      url = url.replace("://:", "://127.0.0.1:");
    }
    return url.matches("http://[^/]*:\\d+")
            || url.startsWith("https://")
            || url.matches(".*//.*/.*")
        ? url
        : url + ":11434";
  }

  /// Returns the first model of the Ollama server at this URL, if it responds.
  private Future<Optional<String>> findFirstModel(String url) {
    var client = vertx.createHttpClient(new HttpClientOptions().setConnectTimeout(PROBE_MILLIS));
    RequestOptions options;
    try {
      options = new RequestOptions().setMethod(HttpMethod.GET).setAbsoluteURI(url + "/api/tags");
    } catch (RuntimeException ignored) {
      client.close();
      return Future.succeededFuture(Optional.empty());
    }
    return client
        .request(options)
        .compose(request -> request.send().compose(DefaultModelDetector::readBody))
        .timeout(PROBE_MILLIS, TimeUnit.MILLISECONDS)
        .map(DefaultModelDetector::parseFirstModel)
        .otherwise(Optional.empty())
        .eventually(client::close);
  }

  private static Future<Buffer> readBody(HttpClientResponse response) {
    if (response.statusCode() != 200) {
      return Future.failedFuture("status " + response.statusCode());
    }
    var body = Buffer.buffer();
    response.handler(
        chunk -> {
          if (body.length() + chunk.length() > PROBE_BYTES_MAX) {
            response.request().reset();
          } else {
            body.appendBuffer(chunk);
          }
        });
    return response.end().map(body);
  }

  private static Optional<String> parseFirstModel(Buffer body) {
    var name = Json.parse(body.toString()).path("models").path(0).path("name").asText("");
    return name.isBlank() ? Optional.empty() : Optional.of(name);
  }
}
