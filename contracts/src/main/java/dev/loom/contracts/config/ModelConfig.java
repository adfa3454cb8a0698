package dev.loom.contracts.config;

import dev.loom.api.model.ModelRole;
import java.util.Collections;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// `[models.<alias>]`: one model behind one endpoint.
///
/// @param provider `openai_compatible` (or `openai`), `ollama`, or `builtin`
/// @param baseUrl where it is, such as `http://localhost:11434`; empty for the provider's own
/// @param model its id at the endpoint
/// @param roles what it may be asked to be
/// @param maxTokens the longest answer
/// @param tier 1 to 3, or 0 to guess from the model's name
/// @param apiKey the key, or `${NAME}` for the environment variable that holds it
/// @param temperature sent only when it is set
/// @param inputPriceUsd of a million tokens read, in US dollars; 0 when it costs nothing
/// @param outputPriceUsd of a million tokens written, in US dollars; 0 when it costs nothing
public record ModelConfig(
    String provider,
    String baseUrl,
    String model,
    Set<ModelRole> roles,
    int maxTokens,
    int tier,
    String apiKey,
    Optional<Double> temperature,
    double inputPriceUsd,
    double outputPriceUsd) {
  public ModelConfig {
    Objects.requireNonNull(provider, "provider");
    Objects.requireNonNull(baseUrl, "baseUrl");
    Objects.requireNonNull(model, "model");
    if (roles.isEmpty()) {
      throw new IllegalArgumentException("roles must name at least one role");
    }
    roles = Collections.unmodifiableSortedSet(new TreeSet<>(roles));
    Bounds.check("max_tokens", maxTokens, 1, 1_000_000);
    Bounds.check("tier", tier, 0, 3);
    Objects.requireNonNull(apiKey, "apiKey");
    Objects.requireNonNull(temperature, "temperature");
    Bounds.amount("input_price_usd", inputPriceUsd);
    Bounds.amount("output_price_usd", outputPriceUsd);
  }

  /// What holds for a model that only names its provider.
  public static ModelConfig defaults() {
    return new ModelConfig(
        "", "", "", Set.of(ModelRole.EXECUTOR), 4096, 0, "", Optional.empty(), 0, 0);
  }

  /// Never shows the key.
  @Override
  public String toString() {
    return "ModelConfig[" + provider + " " + model + " at " + baseUrl + "]";
  }
}
