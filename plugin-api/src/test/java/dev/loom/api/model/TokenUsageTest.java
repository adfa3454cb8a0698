package dev.loom.api.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class TokenUsageTest {
  @Test
  void sumAddsEveryCount() {
    assertEquals(
        new TokenUsage(11, 22, 3), new TokenUsage(1, 2, 1).plus(new TokenUsage(10, 20, 2)));
  }

  @Test
  void cachedTokensAreAPartOfTheInput() {
    assertThrows(IllegalArgumentException.class, () -> new TokenUsage(1, 0, 2));
  }

  @Test
  void negativeCountsAreRejected() {
    assertThrows(IllegalArgumentException.class, () -> new TokenUsage(-1, 0));
    assertThrows(IllegalArgumentException.class, () -> new TokenUsage(0, -1));
    assertThrows(IllegalArgumentException.class, () -> new TokenUsage(0, 0, -1));
  }

  @Test
  void countsOfABrokenEndpointDoNotOverflow() {
    var usage = new TokenUsage(1L << 62, Long.MAX_VALUE, 1L << 61);
    assertEquals(
        new TokenUsage(TokenUsage.TOKENS_MAX, TokenUsage.TOKENS_MAX, TokenUsage.TOKENS_MAX), usage);
    assertEquals(usage, usage.plus(usage));
  }
}
