package dev.loom.models;

import dev.loom.api.model.ModelProvider;
import dev.loom.api.model.ModelRole;
import dev.loom.builtin.RuleBasedProvider;
import dev.loom.contracts.config.ModelConfig;
import dev.loom.contracts.model.ListEndpointModels;
import dev.loom.models.http.Endpoint;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Selects a model when none is configured: OpenAI or Anthropic if the environment has an API key,
/// otherwise the first model of a local Ollama, otherwise the built-in rules.
final class DefaultModelDetector {
  static final String SEARCHED_SOURCES = "OPENAI_API_KEY, ANTHROPIC_API_KEY, Ollama on ";
  static final String OPENAI_MODEL = "gpt-5-mini";
  static final String ANTHROPIC_MODEL = "claude-sonnet-5";

  private static final String OLLAMA_HOST = "127.0.0.1:11434";
  private static final int PROBE_MILLIS = 1_000;
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
      return Future.succeededFuture(
          fromEnvironment(
              "openai", "openai_compatible", "OPENAI", "https://api.openai.com/v1", OPENAI_MODEL));
    }
    if (isSet("ANTHROPIC_API_KEY")) {
      return Future.succeededFuture(
          fromEnvironment(
              "anthropic", "anthropic", "ANTHROPIC", "https://api.anthropic.com", ANTHROPIC_MODEL));
    }
    var ollama = ollamaUrl(environmentValue("OLLAMA_HOST", OLLAMA_HOST));
    return new ModelDiscovery(vertx, providers)
        .findIds(new ListEndpointModels("ollama", ollama, ""), PROBE_MILLIS)
        .map(List::getFirst)
        .map(model -> ollama(ollama, model))
        .otherwise(ignored -> builtin(ollama));
  }

  private boolean isSet(String name) {
    return !environmentValue(name, "").isEmpty();
  }

  private String environmentValue(String name, String fallback) {
    var value = environment.getOrDefault(name, "").strip();
    return value.isEmpty() ? fallback : value;
  }

  /// @param prefix the prefix of the environment variables, such as `OPENAI`
  private DetectedModel fromEnvironment(
      String alias, String provider, String prefix, String defaultUrl, String defaultModel) {
    var settings =
        new Endpoint.SettingNames(prefix + "_BASE_URL", prefix + "_MODEL", prefix + "_API_KEY");
    var config =
        config(
            provider,
            environmentValue(settings.baseUrl(), defaultUrl),
            environmentValue(settings.model(), defaultModel),
            environmentValue(settings.apiKey(), ""));
    return httpModel(alias, config, settings, "because " + settings.apiKey() + " is set");
  }

  private DetectedModel ollama(String url, String model) {
    var settings =
        new Endpoint.SettingNames("OLLAMA_HOST", "models.<alias>.model", "models.<alias>.api_key");
    var config = config("ollama", url, model, "");
    return httpModel("ollama", config, settings, "because Ollama was found at " + url);
  }

  private static DetectedModel builtin(String ollama) {
    return new DetectedModel(
        new RuleBasedProvider("builtin", ALL_ROLES),
        "builtin",
        "Models: the built-in rules, because no model is configured and none was found (looked for %s%s)."
            .formatted(SEARCHED_SOURCES, ollama.substring(ollama.indexOf("//") + 2)));
  }

  private DetectedModel httpModel(
      String alias, ModelConfig config, Endpoint.SettingNames settings, String reason) {
    return new DetectedModel(
        providers.create(alias, config, settings),
        config.endpoint().provider(),
        "Models: %s at %s in every role, %s and no model is configured."
            .formatted(
                config.endpoint().model(),
                ProviderFactory.hostOf(config.endpoint().baseUrl()),
                reason));
  }

  private static ModelConfig config(String provider, String url, String model, String key) {
    return ModelConfig.create(provider, url, model, key).withRoles(ALL_ROLES);
  }

  /// Parses `OLLAMA_HOST` as Ollama itself does: a host, a port, both, or a URL. A server bound to
  /// all interfaces is reached through the loopback address.
  static String ollamaUrl(String host) {
    var scheme = host.contains("://") ? "" : "http://";
    var url =
        (scheme + host.replaceAll("^(::1?)$", "[$1]"))
            .replaceAll("/+$", "")
            .replace("//0.0.0.0", "//127.0.0.1")
            .replace("//[::]", "//localhost");
    if (url.matches("https?://:\\d+")) {
      url = url.replace("://:", "://127.0.0.1:");
    }
    return url.matches("http://[^/]*:\\d+")
            || url.startsWith("https://")
            || url.matches(".*//.*/.*")
        ? url
        : url + ":11434";
  }
}
