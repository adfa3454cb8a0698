package dev.loom.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProviderFactoryTest {
  /// Reported as NousResearch/hermes-agent#65123, btseytlin/hr-breaker#33 and
  /// Lingtai-AI/lingtai-kernel#759.
  @ParameterizedTest
  @ValueSource(strings = {"\ufeffsk-1", "sk-1\u200b", "\u00a0sk-1 ", "\"sk-1\"", "'sk-1'", "sk-1"})
  void aKeyLosesWhatCopyingAdded(String key) {
    assertEquals("sk-1", ProviderFactory.bareKey(key));
  }

  /// Reported as theopenco/llmgateway#2153, NousResearch/hermes-agent#9946 and quern-dev/quern#228.
  @ParameterizedTest
  @CsvSource({"sk-12\u2022\u2022,2022", "sk-\u028b1,028B", "\u201csk-1\u201d,201C"})
  void aKeyThatCannotBeSentIsNotUsed(String key, String character) {
    var failure = assertThrows(IllegalArgumentException.class, () -> ProviderFactory.bareKey(key));
    assertTrue(failure.getMessage().contains("(U+" + character + ")"), failure.getMessage());
  }

  @ParameterizedTest
  @CsvSource({
    "qwen2.5-72b,3",
    "mistral-large,3",
    "Qwen2.5-Coder-32B,2",
    "mistral-medium,2",
    "qwen3:4b,1",
    "gpt-5-mini,1"
  })
  void theTierIsGuessedFromTheSizeInTheName(String model, int tier) {
    assertEquals(tier, ProviderFactory.guessTier(model));
  }
}
