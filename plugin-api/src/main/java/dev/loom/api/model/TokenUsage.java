package dev.loom.api.model;

/// Counts the tokens of a model call, as reported by the endpoint or, if it does not report them,
/// as estimated. Larger counts than [#TOKENS_MAX] are reduced to it, so that sums of what broken
/// endpoints report do not overflow.
///
/// @param inputTokens prompt tokens, including those read from a cache
/// @param outputTokens generated tokens, including reasoning
/// @param cachedInputTokens prompt tokens read from the endpoint's cache
public record TokenUsage(long inputTokens, long outputTokens, long cachedInputTokens) {
  /// Largest count, about 10^12.
  public static final long TOKENS_MAX = 1L << 40;

  /// Zero tokens.
  public static final TokenUsage NONE = new TokenUsage(0, 0);

  public TokenUsage {
    if (inputTokens < 0 || outputTokens < 0 || cachedInputTokens < 0) {
      throw new IllegalArgumentException("token counts must not be negative");
    }
    if (cachedInputTokens > inputTokens) {
      throw new IllegalArgumentException("cachedInputTokens must not exceed inputTokens");
    }
    inputTokens = Math.min(inputTokens, TOKENS_MAX);
    outputTokens = Math.min(outputTokens, TOKENS_MAX);
    cachedInputTokens = Math.min(cachedInputTokens, TOKENS_MAX);
  }

  /// Creates a usage without cached tokens.
  public TokenUsage(long inputTokens, long outputTokens) {
    this(inputTokens, outputTokens, 0);
  }

  /// Returns the sum of both.
  public TokenUsage plus(TokenUsage other) {
    return new TokenUsage(
        inputTokens + other.inputTokens,
        outputTokens + other.outputTokens,
        cachedInputTokens + other.cachedInputTokens);
  }
}
