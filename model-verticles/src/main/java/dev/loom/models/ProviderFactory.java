package dev.loom.models;

import dev.loom.api.model.ModelProvider;
import dev.loom.builtin.RuleBasedProvider;
import dev.loom.bus.transcript.Transcript;
import dev.loom.contracts.config.ModelCallConfig;
import dev.loom.contracts.config.ModelConfig;
import dev.loom.contracts.error.ServiceException;
import dev.loom.contracts.transcript.TranscriptException;
import dev.loom.models.anthropic.AnthropicMessages;
import dev.loom.models.http.Endpoint;
import dev.loom.models.http.HttpModelProvider;
import dev.loom.models.http.ProviderProtocol;
import dev.loom.models.ollama.OllamaChat;
import dev.loom.models.openai.ChatCompletions;
import dev.loom.models.openai.OpenAiResponses;
import dev.loom.models.replay.ReplayProvider;
import io.vertx.core.Vertx;
import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.regex.Pattern;

/// Creates the provider of a configured model. Its kind is the value of `models.<alias>.provider`.
final class ProviderFactory {
  private static final Pattern ENVIRONMENT_REFERENCE = Pattern.compile("\\$\\{([^}]*)\\}");

  private final Vertx vertx;
  private final ModelCallConfig callConfig;
  private final Map<String, String> environment;
  private final Map<String, Kind> kinds = new LinkedHashMap<>();

  ProviderFactory(Vertx vertx, ModelCallConfig callConfig, Map<String, String> environment) {
    this.vertx = vertx;
    this.callConfig = callConfig;
    this.environment = Map.copyOf(environment);
    var openAi =
        http(
            new HttpDefaults(
                "https://api.openai.com/v1",
                List.of(ChatCompletions.PATH, OpenAiResponses.PATH),
                "/v1",
                4_096,
                0),
            ProviderFactory::openAiProtocol);
    kinds.put("openai_compatible", openAi);
    kinds.put("openai", openAi);
    kinds.put(
        "anthropic",
        http(
            new HttpDefaults(
                "https://api.anthropic.com", List.of(AnthropicMessages.PATH, "/v1"), "", 16_384, 0),
            (endpoint, config) -> new AnthropicMessages(endpoint)));
    kinds.put(
        "ollama",
        http(
            new HttpDefaults(
                "http://localhost:11434",
                List.of(OllamaChat.PATH, "/v1", "/api"),
                "",
                4_096,
                16_384),
            (endpoint, config) -> new OllamaChat(endpoint)));
    kinds.put("builtin", (alias, config, settings) -> new RuleBasedProvider(alias, config.roles()));
    kinds.put("replay", (alias, config, settings) -> replay(alias, config));
  }

  /// Creates providers of one kind.
  @FunctionalInterface
  private interface Kind {
    ModelProvider create(String alias, ModelConfig config, Endpoint.SettingNames settings);
  }

  /// Returns the name of a model's provider kind as shown in the model list.
  static String kindOf(ModelConfig config) {
    return config.endpoint().provider().equals("openai")
        ? "openai_compatible"
        : config.endpoint().provider();
  }

  /// Creates the provider of a configured model.
  ///
  /// @throws dev.loom.contracts.error.ServiceException naming the wrong key and its allowed values
  ModelProvider create(String alias, ModelConfig config) {
    return create(alias, config, Endpoint.SettingNames.forAlias(alias));
  }

  /// Creates a provider.
  ///
  /// @param settings the names of its settings in error messages, such as environment variables
  ModelProvider create(String alias, ModelConfig config, Endpoint.SettingNames settings) {
    var kind = kinds.get(config.endpoint().provider());
    if (kind == null) {
      throw invalidConfig(unknownProvider(alias, config.endpoint().provider()));
    }
    return kind.create(alias, config, settings);
  }

  private String unknownProvider(String alias, String provider) {
    var key = "models." + alias + ".provider";
    var known = String.join(", ", kinds.keySet());
    return provider.isEmpty()
        ? key + " is missing. It is one of: " + known + "."
        : key + " = \"" + provider + "\" is not known. It is one of: " + known + ".";
  }

  private static ProviderProtocol openAiProtocol(Endpoint endpoint, ModelConfig config) {
    return config.endpoint().api().equals("responses")
        ? new OpenAiResponses(endpoint)
        : new ChatCompletions(endpoint);
  }

  private static ModelProvider replay(String alias, ModelConfig config) {
    var setting = "models." + alias + ".transcript";
    if (config.transcript().isBlank()) {
      throw invalidConfig(
          setting
              + " is missing: the transcript to replay. Record one with: loom run GOAL --record"
              + " FILE");
    }
    try {
      var transcript = Transcript.read(Path.of(config.transcript()));
      return new ReplayProvider(alias, config.roles(), transcript);
    } catch (TranscriptException | InvalidPathException exception) {
      throw invalidConfig(setting + ": " + exception.getMessage());
    }
  }

  /// What a kind of HTTP endpoint uses if it is not configured.
  ///
  /// @param url the base URL
  /// @param pathSuffixes path suffixes to strip from a base URL that is a full request URL
  /// @param rootPath the path to use for a base URL without a path
  /// @param maxTokens the output token limit
  /// @param contextWindow input and output tokens together; 0 if unknown
  private record HttpDefaults(
      String url, List<String> pathSuffixes, String rootPath, int maxTokens, int contextWindow) {
    ModelConfig.Generation applyTo(ModelConfig.Generation generation) {
      return new ModelConfig.Generation(
          generation.maxTokens() == 0 ? maxTokens : generation.maxTokens(),
          generation.contextWindow() == 0 ? contextWindow : generation.contextWindow(),
          generation.temperature(),
          generation.reasoningEffort());
    }
  }

  /// Returns the kind of models behind an HTTP endpoint.
  private Kind http(
      HttpDefaults defaults, BiFunction<Endpoint, ModelConfig, ProviderProtocol> protocol) {
    return (alias, config, settings) -> {
      var configured = config.endpoint();
      var baseUrl = configured.baseUrl().isEmpty() ? defaults.url() : configured.baseUrl();
      if (configured.model().isBlank()) {
        throw invalidConfig(
            settings.model() + " is missing: the id of the model at " + baseUrl + ".");
      }
      try {
        var base = Endpoint.parseBase(settings.baseUrl(), baseUrl, defaults.pathSuffixes());
        var endpoint =
            new Endpoint(
                alias,
                base.getRawPath().isEmpty() ? URI.create(base + defaults.rootPath()) : base,
                configured.model(),
                resolveKey(settings.apiKey(), configured.apiKey()),
                defaults.applyTo(config.generation()),
                configured.version(),
                config.capabilities(),
                settings);
        var tier = config.tier() == 0 ? guessTier(configured.model()) : config.tier();
        return new HttpModelProvider(
            vertx, protocol.apply(endpoint, config), endpoint, tier, config.roles(), callConfig);
      } catch (IllegalArgumentException exception) {
        throw invalidConfig(exception.getMessage());
      }
    };
  }

  private String resolveKey(String setting, String apiKey) {
    var variable = ENVIRONMENT_REFERENCE.matcher(apiKey);
    if (!variable.matches()) {
      return apiKey.strip();
    }
    var name = variable.group(1);
    var value = environment.getOrDefault(name, "").strip();
    if (value.isEmpty()) {
      throw new IllegalArgumentException(
          "%1$s is ${%2$s}, but the environment variable %2$s is not set. Set it, or write the key itself."
              .formatted(setting, name));
    }
    return value;
  }

  /// Guesses the capability tier of a model from the size in its name.
  static int guessTier(String model) {
    var name = model.toLowerCase(Locale.ROOT);
    if (name.contains("70b") || name.contains("72b") || name.contains("large")) {
      return 3;
    }
    if (name.contains("14b") || name.contains("32b") || name.contains("medium")) {
      return 2;
    }
    return 1;
  }

  private static RuntimeException invalidConfig(String detail) {
    return ServiceException.invalid(detail);
  }
}
