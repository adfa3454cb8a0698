package dev.loom.models;

import dev.loom.api.model.ModelProvider;
import dev.loom.builtin.RuleBasedProvider;
import dev.loom.bus.transcript.Transcript;
import dev.loom.contracts.config.EnvironmentReferences;
import dev.loom.contracts.config.ModelCallConfig;
import dev.loom.contracts.config.ModelConfig;
import dev.loom.contracts.error.ServiceException;
import dev.loom.contracts.transcript.TranscriptException;
import dev.loom.models.anthropic.AnthropicMessages;
import dev.loom.models.http.Endpoint;
import dev.loom.models.http.EnvironmentProxy;
import dev.loom.models.http.HttpModelProvider;
import dev.loom.models.http.ProviderProtocol;
import dev.loom.models.ollama.OllamaChat;
import dev.loom.models.openai.ChatCompletions;
import dev.loom.models.openai.OpenAiResponses;
import dev.loom.models.replay.ReplayProvider;
import io.vertx.core.Vertx;
import io.vertx.core.net.ProxyOptions;
import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.regex.Pattern;

/// Creates the provider of a configured model. Its kind is the value of `models.<alias>.provider`.
final class ProviderFactory {
  private static final Pattern COPIED =
      Pattern.compile("^[\\s\"'\\xa0\\u200b\\u2060\\ufeff]+|[\\s\"'\\xa0\\u200b\\u2060\\ufeff]+$");

  private static final HttpKind OPENAI =
      new HttpKind(
          "https://api.openai.com/v1",
          List.of(ChatCompletions.PATH, OpenAiResponses.PATH),
          "/v1",
          4_096,
          0,
          (endpoint, config) ->
              config.endpoint().api().equals("responses")
                  ? new OpenAiResponses(endpoint)
                  : new ChatCompletions(endpoint));

  private static final HttpKind ANTHROPIC =
      new HttpKind(
          "https://api.anthropic.com",
          List.of(AnthropicMessages.PATH, "/v1"),
          "",
          16_384,
          0,
          (endpoint, config) -> new AnthropicMessages(endpoint));

  private static final HttpKind OLLAMA =
      new HttpKind(
          "http://localhost:11434",
          List.of(OllamaChat.PATH, "/v1", "/api"),
          "",
          4_096,
          16_384,
          (endpoint, config) -> new OllamaChat(endpoint));

  private static final Map<String, HttpKind> HTTP_KINDS =
      Map.of(
          "openai_compatible", OPENAI,
          "openai", OPENAI,
          "anthropic", ANTHROPIC,
          "ollama", OLLAMA);

  private static final String KNOWN_KINDS =
      "openai_compatible, openai, anthropic, ollama, builtin, replay";

  private final Vertx vertx;
  private final ModelCallConfig callConfig;
  private final Map<String, String> environment;

  ProviderFactory(Vertx vertx, ModelCallConfig callConfig, Map<String, String> environment) {
    this.vertx = vertx;
    this.callConfig = callConfig;
    this.environment = Map.copyOf(environment);
  }

  /// A kind of HTTP endpoint, with what is used if it is not configured.
  ///
  /// @param url the base URL
  /// @param pathSuffixes path suffixes to strip from a base URL that is a full request URL
  /// @param rootPath the path to use for a base URL without a path
  /// @param maxTokens the output token limit
  /// @param contextWindow input and output tokens together; 0 if unknown
  private record HttpKind(
      String url,
      List<String> pathSuffixes,
      String rootPath,
      int maxTokens,
      int contextWindow,
      BiFunction<Endpoint, ModelConfig, ProviderProtocol> protocol) {
    ModelConfig.Generation applyTo(ModelConfig.Generation generation) {
      return new ModelConfig.Generation(
          generation.maxTokens() == 0 ? maxTokens : generation.maxTokens(),
          generation.contextWindow() == 0 ? contextWindow : generation.contextWindow(),
          generation.temperature(),
          generation.reasoningEffort());
    }
  }

  /// Returns the name of a model's provider kind as shown in the model list.
  static String kindOf(ModelConfig config) {
    return config.endpoint().provider().equals("openai")
        ? "openai_compatible"
        : config.endpoint().provider();
  }

  /// Names a model with its id and host for users, such as `worker = qwen3 at localhost:11434`.
  static String describe(String alias, ModelConfig config) {
    var endpoint = config.endpoint();
    var kind = HTTP_KINDS.get(endpoint.provider());
    if (kind == null) {
      return alias
          + " = "
          + (endpoint.provider().equals("builtin") ? "built-in rules" : "recording");
    }
    var url = endpoint.baseUrl().isBlank() ? kind.url() : endpoint.baseUrl();
    return alias + " = " + endpoint.model() + " at " + hostOf(url);
  }

  /// Returns host and port of a URL, without user information.
  static String hostOf(String url) {
    return url.substring(url.indexOf("//") + 2).replaceAll("/.*", "").replaceAll(".*@", "");
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
    return switch (config.endpoint().provider()) {
      case "builtin" -> new RuleBasedProvider(alias, config.roles());
      case "replay" -> replay(alias, config);
      default -> {
        var protocol = protocol(alias, config, settings);
        var model = config.endpoint().model();
        if (model.isBlank()) {
          throw invalidConfig(
              "%s is missing: the id of the model at %s."
                  .formatted(settings.model(), protocol.endpoint().base()));
        }
        var tier = config.tier() == 0 ? guessTier(model) : config.tier();
        yield new HttpModelProvider(
            vertx, protocol, tier, config.roles(), callConfig, proxy(protocol.endpoint().base()));
      }
    };
  }

  /// Returns the protocol of a configured HTTP endpoint. Its model may be empty.
  ///
  /// @throws dev.loom.contracts.error.ServiceException naming the wrong setting
  ProviderProtocol protocol(String alias, ModelConfig config, Endpoint.SettingNames settings) {
    var configured = config.endpoint();
    var kind = HTTP_KINDS.get(configured.provider());
    if (kind == null) {
      throw invalidConfig(unknownProvider(alias, configured.provider()));
    }
    var baseUrl = configured.baseUrl().isBlank() ? kind.url() : configured.baseUrl();
    try {
      var base =
          Endpoint.parseBase(settings.baseUrl(), baseUrl, kind.pathSuffixes(), kind.rootPath());
      var endpoint =
          new Endpoint(
              alias,
              base,
              configured.model(),
              resolveKey(settings.apiKey(), configured.apiKey()),
              kind.applyTo(config.generation()),
              configured.version(),
              config.capabilities(),
              settings);
      return kind.protocol().apply(endpoint, config);
    } catch (IllegalArgumentException exception) {
      throw invalidConfig(exception.getMessage());
    }
  }

  /// Returns the proxy for a URL, if the environment names one.
  ///
  /// @throws dev.loom.contracts.error.ServiceException naming the wrong variable
  Optional<ProxyOptions> proxy(URI url) {
    try {
      return EnvironmentProxy.forUrl(url, environment);
    } catch (IllegalArgumentException exception) {
      throw invalidConfig(exception.getMessage());
    }
  }

  private static String unknownProvider(String alias, String provider) {
    var key = "models." + alias + ".provider";
    var problem = provider.isEmpty() ? " is missing" : " = \"" + provider + "\" is not known";
    return key + problem + ". It is one of: " + KNOWN_KINDS + ".";
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

  private String resolveKey(String setting, String apiKey) {
    try {
      return bareKey(EnvironmentReferences.resolve(apiKey, environment));
    } catch (IllegalArgumentException failure) {
      throw new IllegalArgumentException(setting + " " + failure.getMessage(), failure);
    }
  }

  /// Removes what copying adds to a key: quotes and invisible characters around it.
  ///
  /// @throws IllegalArgumentException if another character cannot be sent in a header
  static String bareKey(String key) {
    var bare = COPIED.matcher(key).replaceAll("");
    var unsendable = bare.chars().filter(each -> each < ' ' || each > '~').findFirst();
    if (unsendable.isPresent()) {
      throw new IllegalArgumentException(
          "has a character that no key has (U+%04X); copy the key again, from where it is shown in full"
              .formatted(unsendable.getAsInt()));
    }
    return bare;
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
