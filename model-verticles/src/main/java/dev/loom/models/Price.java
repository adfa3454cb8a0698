package dev.loom.models;

import dev.loom.api.model.TokenUsage;
import dev.loom.contracts.config.ModelConfig;

/// The price of a model's tokens.
///
/// @param inputUsd US dollars for a million input tokens
/// @param cachedInputUsd US dollars for a million input tokens read from the endpoint's cache
/// @param outputUsd US dollars for a million output tokens
record Price(double inputUsd, double cachedInputUsd, double outputUsd) {
  /// The price of a free model, or of one without a configured price.
  static final Price NONE = new Price(0, 0, 0);

  private static final double TOKENS_PER_PRICE = 1_000_000;

  static Price of(ModelConfig config) {
    return new Price(
        config.prices().inputPriceUsd(),
        config.prices().cachedInputPriceUsd().orElse(config.prices().inputPriceUsd()),
        config.prices().outputPriceUsd());
  }

  /// Returns the cost of this usage in US dollars.
  double costOf(TokenUsage usage) {
    // An infinite cost cannot be written as JSON and would make every sum infinite.
    return Math.min(
        Double.MAX_VALUE,
        (usage.inputTokens() - usage.cachedInputTokens()) / TOKENS_PER_PRICE * inputUsd
            + usage.cachedInputTokens() / TOKENS_PER_PRICE * cachedInputUsd
            + usage.outputTokens() / TOKENS_PER_PRICE * outputUsd);
  }
}
