package dev.loom.contracts.task;

import dev.loom.api.model.TokenUsage;

/// What asking models took: tokens, and what they cost by the prices that are configured.
///
/// @param inputTokens tokens read
/// @param outputTokens tokens written
/// @param cachedInputTokens of the tokens read, those that came from an endpoint's cache
/// @param costUsd in US dollars, 0 where no price is known
public record Usage(long inputTokens, long outputTokens, long cachedInputTokens, double costUsd) {
  /// Nothing was asked.
  public static final Usage NONE = new Usage(0, 0, 0);

  public Usage {
    if (inputTokens < 0 || outputTokens < 0 || cachedInputTokens < 0 || !(costUsd >= 0)) {
      throw new IllegalArgumentException("usage is not negative");
    }
  }

  /// Usage without a cache.
  public Usage(long inputTokens, long outputTokens, double costUsd) {
    this(inputTokens, outputTokens, 0, costUsd);
  }

  /// One answer's usage.
  public static Usage of(TokenUsage tokens, double costUsd) {
    return new Usage(
        tokens.inputTokens(), tokens.outputTokens(), tokens.cachedInputTokens(), costUsd);
  }

  /// Both together.
  public Usage plus(Usage other) {
    return new Usage(
        inputTokens + other.inputTokens,
        outputTokens + other.outputTokens,
        cachedInputTokens + other.cachedInputTokens,
        costUsd + other.costUsd);
  }

  /// Tokens read and written.
  public long totalTokens() {
    return inputTokens + outputTokens;
  }
}
