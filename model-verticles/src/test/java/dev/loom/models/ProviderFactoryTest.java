package dev.loom.models;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProviderFactoryTest {
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
