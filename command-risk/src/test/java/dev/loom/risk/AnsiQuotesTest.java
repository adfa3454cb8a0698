package dev.loom.risk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnsiQuotesTest {
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '~',
      value = {
        "\\x72m', rm",
        "\\162\\155', rm",
        "\\u0072m', rm",
        "\\U00000072m', rm",
        "a\\\\b', a\\b",
        "z\\x7z', z\u0007z",
        "\\q', q"
      })
  void escapesAreDecoded(String input, String text) {
    var source = new ShellInput(input);
    assertEquals(text, AnsiQuotes.read(source));
    assertTrue(source.isParsable());
  }

  @Test
  void readingEndsAfterTheClosingQuote() {
    var source = new ShellInput("a\\tb' rest");
    assertEquals("a\tb", AnsiQuotes.read(source));
    assertEquals(" rest", source.readLine());
  }

  @ParameterizedTest
  @ValueSource(strings = {"open", "open\\", "\\cx'", "\\UFFFFFFFF'", "a\\'b'"})
  void anUnclosedQuoteAndAnUnsupportedEscapeAreUnparsable(String input) {
    var source = new ShellInput(input);
    AnsiQuotes.read(source);
    assertFalse(source.isParsable());
  }
}
