package dev.loom.models;

import dev.loom.api.model.ModelProvider;
import dev.loom.contracts.bus.ServiceError;
import dev.loom.contracts.config.ModelCallConfig;
import dev.loom.contracts.config.ModelConfig;
import dev.loom.contracts.transcript.Transcript;
import dev.loom.contracts.transcript.TranscriptException;
import dev.loom.models.anthropic.AnthropicMessages;
import dev.loom.models.builtin.BuiltinProvider;
import dev.loom.models.ollama.OllamaChat;
import dev.loom.models.openai.ChatCompletions;
import dev.loom.models.openai.Responses;
import dev.loom.models.replay.ReplayProvider;
import dev.loom.models.wire.Endpoint;
import dev.loom.models.wire.Wire;
import dev.loom.models.wire.WireProvider;
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

/// The kinds of providers that `[models.<alias>] provider = "…"` can name.
final class BuiltinProviders {
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{([^}]*)\\}");

  private final Vertx vertx;
  private final ModelCallConfig calls;
  private final Map<String, String> environment;
  private final Map<String, Kind> kinds = new LinkedHashMap<>();

  BuiltinProviders(Vertx vertx, ModelCallConfig calls, Map<String, String> environment) {
    this.vertx = vertx;
    this.calls = calls;
    this.environment = Map.copyOf(environment);
    var openAi =
        new WireKind(
            "https://api.openai.com/v1",
            List.of(ChatCompletions.PATH, Responses.PATH),
            "/v1",
            4_096,
            0,
            this::openAi);
    kinds.put("openai_compatible", openAi);
    kinds.put("openai", openAi);
    kinds.put(
        "anthropic",
        new WireKind(
            "https://api.anthropic.com",
            List.of(AnthropicMessages.PATH, "/v1"),
            "",
            16_384,
            0,
            (endpoint, config) -> new AnthropicMessages(endpoint)));
    kinds.put(
        "ollama",
        new WireKind(
            "http://localhost:11434",
            List.of(OllamaChat.PATH, "/v1", "/api"),
            "",
            4_096,
            16_384,
            (endpoint, config) -> new OllamaChat(endpoint)));
    kinds.put("builtin", (alias, config, settings) -> new BuiltinProvider(alias, config.roles()));
    kinds.put("replay", (alias, config, settings) -> replay(alias, config));
  }

  /// Makes a provider of one kind.
  @FunctionalInterface
  private interface Kind {
    ModelProvider make(String alias, ModelConfig config, Endpoint.Settings settings);
  }

  /// The name of a kind as the list of models shows it.
  static String kindOf(ModelConfig config) {
    return config.provider().equals("openai") ? "openai_compatible" : config.provider();
  }

  /// Makes the provider of a configured model.
  ///
  /// @throws dev.loom.contracts.bus.ServiceException naming the key that is wrong and what to write
  ///   there
  ModelProvider make(String alias, ModelConfig config) {
    return make(alias, config, Endpoint.Settings.of(alias));
  }

  /// Makes a provider whose settings are named otherwise than in the configuration.
  ModelProvider make(String alias, ModelConfig config, Endpoint.Settings settings) {
    var kind = kinds.get(config.provider());
    if (kind == null) {
      throw refused(unknown(alias, config.provider()));
    }
    return kind.make(alias, config, settings);
  }

  private String unknown(String alias, String provider) {
    var key = "models." + alias + ".provider";
    var known = String.join(", ", kinds.keySet());
    return provider.isEmpty()
        ? key + " is missing. It is one of: " + known + "."
        : key + " = \"" + provider + "\" is not known. It is one of: " + known + ".";
  }

  private Wire openAi(Endpoint endpoint, ModelConfig config) {
    return config.api().equals("responses")
        ? new Responses(endpoint)
        : new ChatCompletions(endpoint);
  }

  private static ModelProvider replay(String alias, ModelConfig config) {
    var setting = "models." + alias + ".transcript";
    if (config.transcript().isBlank()) {
      throw refused(
          setting
              + " is missing: the file to answer from. Record one with: loom run GOAL --record"
              + " FILE");
    }
    try {
      var transcript = Transcript.read(Path.of(config.transcript()));
      return new ReplayProvider(alias, config.roles(), transcript);
    } catch (TranscriptException | InvalidPathException wrong) {
      throw refused(setting + ": " + wrong.getMessage());
    }
  }

  /// Models behind an HTTP endpoint.
  private final class WireKind implements Kind {
    private final String url;
    private final List<String> pasted;
    private final String rootPath;
    private final int maxTokens;
    private final int contextWindow;
    private final BiFunction<Endpoint, ModelConfig, Wire> wire;

    /// @param url where the endpoint is when nothing else is said
    /// @param pasted ends of a path that people write too, and that lead further than the base
    /// @param rootPath what an address without any path means
    /// @param maxTokens the longest answer when nothing else is said
    /// @param contextWindow tokens together when nothing else is said; 0 when that is not known
    WireKind(
        String url,
        List<String> pasted,
        String rootPath,
        int maxTokens,
        int contextWindow,
        BiFunction<Endpoint, ModelConfig, Wire> wire) {
      this.url = url;
      this.pasted = pasted;
      this.rootPath = rootPath;
      this.maxTokens = maxTokens;
      this.contextWindow = contextWindow;
      this.wire = wire;
    }

    @Override
    public ModelProvider make(String alias, ModelConfig config, Endpoint.Settings settings) {
      var given = config.baseUrl().isEmpty() ? url : config.baseUrl();
      if (config.model().isBlank()) {
        throw refused(settings.model() + " is missing: the id of the model at " + given + ".");
      }
      try {
        var endpoint = endpoint(alias, config, settings, given);
        var tier = config.tier() == 0 ? guessTier(config.model()) : config.tier();
        return new WireProvider(
            vertx, wire.apply(endpoint, config), endpoint, tier, config.roles(), calls);
      } catch (IllegalArgumentException wrong) {
        throw refused(wrong.getMessage());
      }
    }

    private Endpoint endpoint(
        String alias, ModelConfig config, Endpoint.Settings settings, String given) {
      var base = Endpoint.base(settings.baseUrl(), given, pasted);
      return new Endpoint(
          alias,
          base.getRawPath().isEmpty() ? URI.create(base + rootPath) : base,
          config.model(),
          key(settings.apiKey(), config.apiKey()),
          config.maxTokens() == 0 ? maxTokens : config.maxTokens(),
          config.contextWindow() == 0 ? contextWindow : config.contextWindow(),
          config.temperature(),
          config.reasoningEffort(),
          config.version(),
          config.capabilities(),
          settings);
    }
  }

  private String key(String setting, String written) {
    var variable = VARIABLE.matcher(written);
    if (!variable.matches()) {
      return written.strip();
    }
    var name = variable.group(1);
    var value = environment.getOrDefault(name, "").strip();
    if (value.isEmpty()) {
      throw new IllegalArgumentException(
          setting
              + " is ${"
              + name
              + "}, but the environment variable "
              + name
              + " is not set. Set it, or write the key itself.");
    }
    return value;
  }

  /// How capable a model is, by what its name says of its size.
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

  private static RuntimeException refused(String detail) {
    return ServiceError.invalid(detail).toException();
  }
}
