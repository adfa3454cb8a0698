package dev.loom.contracts.config;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.loom.api.model.ModelRole;
import dev.loom.api.model.TokenUsage;
import dev.loom.contracts.RecordChecks;
import java.util.Collections;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// `[models.<alias>]`: one model at one endpoint.
///
/// @param endpoint where the model is and how it is called
/// @param roles purposes the model may be used for
/// @param tier 1 to 3, or 0 to derive it from the model's name
/// @param generation limits and parameters of a response
/// @param transcript file from which `replay` responds
/// @param capabilities capabilities that differ from the provider's defaults
/// @param prices what tokens cost
public record ModelConfig(
    @JsonUnwrapped Endpoint endpoint,
    Set<ModelRole> roles,
    int tier,
    @JsonUnwrapped Generation generation,
    @Expanded String transcript,
    CapabilityOverrides capabilities,
    @JsonUnwrapped Prices prices) {
  private static final Set<String> APIS = Set.of("", "chat_completions", "responses");
  private static final Set<String> EFFORTS =
      Set.of("", "none", "minimal", "low", "medium", "high", "xhigh", "max");

  public ModelConfig {
    RecordChecks.requireNonNull(
        ModelConfig.class, endpoint, roles, generation, transcript, capabilities, prices);
    if (roles.isEmpty()) {
      throw new IllegalArgumentException("roles must name at least one role");
    }
    roles = Collections.unmodifiableSortedSet(new TreeSet<>(roles));
    ConfigBounds.requireRange("tier", tier, 0, 3);
  }

  /// Where the model is and how it is called.
  ///
  /// @param provider `openai_compatible` (or `openai`), `anthropic`, `ollama`, `builtin` or
  ///   `replay`
  /// @param baseUrl endpoint, such as `http://localhost:11434`; empty for the provider's default
  /// @param model id of the model at the endpoint
  /// @param apiKey API key, or `${NAME}` for the environment variable that contains it
  /// @param api OpenAI API: `chat_completions` or `responses`; empty for the former
  /// @param version version of Anthropic's API, such as `2026-10-21`; empty for the newest known
  public record Endpoint(
      String provider,
      @Expanded String baseUrl,
      @Expanded String model,
      String apiKey,
      String api,
      String version) {
    public Endpoint {
      RecordChecks.requireNonNull(Endpoint.class, provider, baseUrl, model, apiKey, api, version);
      ConfigBounds.requireOneOf("api", api, APIS);
    }

    /// Omits the API key.
    @Override
    public String toString() {
      return provider + " " + model + " at " + baseUrl;
    }
  }

  /// Limits and parameters of a response.
  ///
  /// @param maxTokens maximum number of output tokens; 0 for the provider's default
  /// @param contextWindow maximum number of input and output tokens together; 0 if unknown, which
  ///   for `ollama` means 16,384
  /// @param temperature sent only if set, and only to models that accept one
  /// @param reasoningEffort reasoning effort (`none`, `minimal`, `low`, `medium`, `high`, `xhigh`,
  ///   `max`); empty for the model's default
  public record Generation(
      int maxTokens, int contextWindow, Optional<Double> temperature, String reasoningEffort) {
    public Generation {
      ConfigBounds.requireRange("max_tokens", maxTokens, 0, 1_000_000);
      ConfigBounds.requireRange("context_window", contextWindow, 0, 100_000_000);
      Objects.requireNonNull(temperature, "temperature");
      ConfigBounds.requireOneOf("reasoning_effort", reasoningEffort, EFFORTS);
    }
  }

  /// What tokens cost.
  ///
  /// @param inputPriceUsd price of a million input tokens in US dollars; 0 if free
  /// @param cachedInputPriceUsd price of a million cached input tokens in US dollars; the input
  ///   price if not set
  /// @param outputPriceUsd price of a million output tokens in US dollars; 0 if free
  public record Prices(
      double inputPriceUsd, Optional<Double> cachedInputPriceUsd, double outputPriceUsd) {
    /// The prices of a free model, or of one without configured prices.
    public static final Prices NONE = new Prices(0, Optional.empty(), 0);

    private static final double TOKENS_PER_PRICE = 1_000_000;

    public Prices {
      ConfigBounds.requireNonNegative("input_price_usd", inputPriceUsd);
      cachedInputPriceUsd.ifPresent(
          price -> ConfigBounds.requireNonNegative("cached_input_price_usd", price));
      ConfigBounds.requireNonNegative("output_price_usd", outputPriceUsd);
    }

    /// Returns the cost of a usage in US dollars. Never infinite, because that cannot be written as
    /// JSON and would make every sum infinite.
    public double costOf(TokenUsage usage) {
      var cachedPriceUsd = cachedInputPriceUsd.orElse(inputPriceUsd);
      return Math.min(
          Double.MAX_VALUE,
          (usage.inputTokens() - usage.cachedInputTokens()) / TOKENS_PER_PRICE * inputPriceUsd
              + usage.cachedInputTokens() / TOKENS_PER_PRICE * cachedPriceUsd
              + usage.outputTokens() / TOKENS_PER_PRICE * outputPriceUsd);
    }
  }

  /// Returns the configuration of a model that names nothing.
  public static ModelConfig defaults() {
    return create("", "", "", "");
  }

  /// Returns the configuration of a model with the default values.
  public static ModelConfig create(String provider, String baseUrl, String model, String apiKey) {
    return forEndpoint(new Endpoint(provider, baseUrl, model, apiKey, "", ""));
  }

  /// Returns the configuration of a model at an endpoint with the default values.
  public static ModelConfig forEndpoint(Endpoint endpoint) {
    return new ModelConfig(
        endpoint,
        Set.of(ModelRole.EXECUTOR),
        0,
        new Generation(0, 0, Optional.empty(), ""),
        "",
        CapabilityOverrides.UNSPECIFIED,
        new Prices(0, Optional.empty(), 0));
  }

  public ModelConfig withRoles(Set<ModelRole> value) {
    return new ModelConfig(endpoint, value, tier, generation, transcript, capabilities, prices);
  }

  public ModelConfig withTier(int value) {
    return new ModelConfig(endpoint, roles, value, generation, transcript, capabilities, prices);
  }

  public ModelConfig withGeneration(Generation value) {
    return new ModelConfig(endpoint, roles, tier, value, transcript, capabilities, prices);
  }

  public ModelConfig withMaxTokens(int value) {
    return withGeneration(
        new Generation(
            value,
            generation.contextWindow(),
            generation.temperature(),
            generation.reasoningEffort()));
  }

  public ModelConfig withTranscript(String value) {
    return new ModelConfig(endpoint, roles, tier, generation, value, capabilities, prices);
  }
}
