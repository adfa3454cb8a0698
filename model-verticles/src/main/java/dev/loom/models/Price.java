package dev.loom.models;

import dev.loom.api.model.TokenUsage;
import dev.loom.contracts.config.ModelConfig;

/// What a model costs.
///
/// @param inputUsd of a million tokens read, in US dollars
/// @param cachedInputUsd of a million of those that came from the endpoint's cache
/// @param outputUsd of a million tokens written, in US dollars
record Price(double inputUsd, double cachedInputUsd, double outputUsd) {
  /// Nothing, or nobody said.
  static final Price NONE = new Price(0, 0, 0);

  private static final double TOKENS = 1_000_000;

  static Price of(ModelConfig config) {
    return new Price(
        config.inputPriceUsd(),
        config.cachedInputPriceUsd().orElse(config.inputPriceUsd()),
        config.outputPriceUsd());
  }

  /// What an answer cost, in US dollars.
  double of(TokenUsage usage) {
    // JSON has no infinity, and a sum with one would never be a number again.
    return Math.min(
        Double.MAX_VALUE,
        (usage.inputTokens() - usage.cachedInputTokens()) / TOKENS * inputUsd
            + usage.cachedInputTokens() / TOKENS * cachedInputUsd
            + usage.outputTokens() / TOKENS * outputUsd);
  }
}
