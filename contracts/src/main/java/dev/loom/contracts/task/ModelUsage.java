package dev.loom.contracts.task;

import dev.loom.api.model.TokenUsage;

/// Resources consumed by model calls.
///
/// @param inputTokens input tokens
/// @param outputTokens output tokens
/// @param cachedInputTokens input tokens read from an endpoint's cache
/// @param costUsd cost in US dollars, 0 where no price is configured
public record ModelUsage(
    long inputTokens, long outputTokens, long cachedInputTokens, double costUsd) {
  /// No usage.
  public static final ModelUsage NONE = new ModelUsage(0, 0, 0, 0);

  public ModelUsage {
    if (inputTokens < 0 || outputTokens < 0 || cachedInputTokens < 0 || !(costUsd >= 0)) {
      throw new IllegalArgumentException("usage must not be negative");
    }
  }

  /// Converts the token usage of a response.
  public static ModelUsage of(TokenUsage tokens, double costUsd) {
    return new ModelUsage(
        tokens.inputTokens(), tokens.outputTokens(), tokens.cachedInputTokens(), costUsd);
  }

  /// Returns the sum of both.
  public ModelUsage plus(ModelUsage other) {
    return new ModelUsage(
        inputTokens + other.inputTokens,
        outputTokens + other.outputTokens,
        cachedInputTokens + other.cachedInputTokens,
        costUsd + other.costUsd);
  }

  /// Returns input and output tokens.
  public long totalTokens() {
    return inputTokens + outputTokens;
  }
}
