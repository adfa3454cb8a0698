package dev.loom.api.model;

/// Tokens that an answer took, as the endpoint reported them.
///
/// @param inputTokens tokens read
/// @param outputTokens tokens written
public record TokenUsage(long inputTokens, long outputTokens) {
  /// No tokens at all.
  public static final TokenUsage NONE = new TokenUsage(0, 0);

  public TokenUsage {
    if (inputTokens < 0 || outputTokens < 0) {
      throw new IllegalArgumentException("token counts are not negative");
    }
  }

  /// Both together.
  public TokenUsage plus(TokenUsage other) {
    return new TokenUsage(inputTokens + other.inputTokens, outputTokens + other.outputTokens);
  }
}
