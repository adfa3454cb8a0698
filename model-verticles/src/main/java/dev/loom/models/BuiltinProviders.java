package dev.loom.models;

import dev.loom.api.model.ModelProvider;
import dev.loom.contracts.bus.Refusal;
import dev.loom.contracts.config.ModelCallConfig;
import dev.loom.contracts.config.ModelConfig;
import dev.loom.contracts.transcript.Transcript;
import dev.loom.contracts.transcript.TranscriptException;
import dev.loom.models.builtin.BuiltinProvider;
import dev.loom.models.openai.Endpoint;
import dev.loom.models.openai.OpenAiProvider;
import dev.loom.models.replay.ReplayProvider;
import io.vertx.core.Vertx;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/// The kinds of providers that `[models.<alias>] provider = "…"` can name.
final class BuiltinProviders {
  private static final int MAX_TOKENS = 4_096;
  private static final String OPENAI_URL = "https://api.openai.com/v1";
  private static final String OLLAMA_URL = "http://localhost:11434";
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{([^}]*)\\}");

  private final Vertx vertx;
  private final ModelCallConfig calls;
  private final Map<String, String> environment;
  private final Map<String, Kind> kinds = new LinkedHashMap<>();

  BuiltinProviders(Vertx vertx, ModelCallConfig calls, Map<String, String> environment) {
    this.vertx = vertx;
    this.calls = calls;
    this.environment = Map.copyOf(environment);
    kinds.put("openai_compatible", this::openAi);
    kinds.put("openai", this::openAi);
    kinds.put("ollama", this::ollama);
    kinds.put("replay", BuiltinProviders::replay);
    kinds.put("builtin", (alias, config) -> new BuiltinProvider(alias, config.roles()));
  }

  /// Makes a provider of one kind.
  @FunctionalInterface
  private interface Kind {
    ModelProvider make(String alias, ModelConfig config);
  }

  /// The name of a kind as the list of models shows it.
  static String kindOf(ModelConfig config) {
    return config.provider().equals("openai") ? "openai_compatible" : config.provider();
  }

  /// Makes the provider of a configured model.
  ///
  /// @throws dev.loom.contracts.bus.RefusedException naming the key that is wrong and what to write
  ///   there
  ModelProvider make(String alias, ModelConfig config) {
    var kind = kinds.get(config.provider());
    if (kind == null) {
      throw refused(unknown(alias, config.provider()));
    }
    return kind.make(alias, config);
  }

  private static String unknown(String alias, String provider) {
    var key = "models." + alias + ".provider";
    if (provider.equals("anthropic")) {
      return key
          + " = \"anthropic\" is not spoken by this version. Use provider = \"openai_compatible\""
          + " with base_url = \"https://api.anthropic.com/v1\", where the same models answer.";
    }
    var known = "openai_compatible (or openai), ollama, builtin, replay";
    return provider.isEmpty()
        ? key + " is missing. It is one of: " + known + "."
        : key + " = \"" + provider + "\" is not known. It is one of: " + known + ".";
  }

  private ModelProvider openAi(String alias, ModelConfig config) {
    return wire(alias, config, config.baseUrl().isEmpty() ? OPENAI_URL : config.baseUrl());
  }

  /// Ollama speaks chat completions below `/v1` of its own address.
  private ModelProvider ollama(String alias, ModelConfig config) {
    var given = config.baseUrl().isEmpty() ? OLLAMA_URL : config.baseUrl();
    var bare = given.strip().replaceAll("/+$", "");
    return wire(alias, config, bare.endsWith("/v1") ? bare : bare + "/v1");
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

  private ModelProvider wire(String alias, ModelConfig config, String baseUrl) {
    var settings = Endpoint.Settings.of(alias);
    if (config.model().isBlank()) {
      throw refused(settings.model() + " is missing: the id of the model at " + baseUrl + ".");
    }
    return wire(alias, config, baseUrl, settings);
  }

  /// A model behind a wire, with settings that are named otherwise than in the configuration.
  ModelProvider wire(String alias, ModelConfig config, String baseUrl, Endpoint.Settings settings) {
    try {
      var endpoint =
          new Endpoint(
              alias,
              Endpoint.base(settings.baseUrl(), baseUrl),
              config.model(),
              key(settings.apiKey(), config.apiKey()),
              config.maxTokens() == 0 ? MAX_TOKENS : config.maxTokens(),
              config.temperature(),
              settings);
      var tier = config.tier() == 0 ? guessTier(config.model()) : config.tier();
      return new OpenAiProvider(vertx, endpoint, tier, config.roles(), calls);
    } catch (IllegalArgumentException wrong) {
      throw refused(wrong.getMessage());
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
    return Refusal.invalid(detail).asException();
  }
}
