package dev.loom.api.model;

/// Tokens that an answer took, as the endpoint reported them, or as they were estimated when it did
/// not.
///
/// @param inputTokens tokens read, those that came from a cache included
/// @param outputTokens tokens written, thinking included
/// @param cachedInputTokens of the tokens read, those that the endpoint had in its cache
public record TokenUsage(long inputTokens, long outputTokens, long cachedInputTokens) {
  /// No tokens at all.
  public static final TokenUsage NONE = new TokenUsage(0, 0);

  public TokenUsage {
    if (inputTokens < 0 || outputTokens < 0 || cachedInputTokens < 0) {
      throw new IllegalArgumentException("token counts are not negative");
    }
    if (cachedInputTokens > inputTokens) {
      throw new IllegalArgumentException("cached tokens are some of those read");
    }
  }

  /// Tokens of which none came from a cache.
  public TokenUsage(long inputTokens, long outputTokens) {
    this(inputTokens, outputTokens, 0);
  }

  /// Both together.
  public TokenUsage plus(TokenUsage other) {
    return new TokenUsage(
        inputTokens + other.inputTokens,
        outputTokens + other.outputTokens,
        cachedInputTokens + other.cachedInputTokens);
  }
}
