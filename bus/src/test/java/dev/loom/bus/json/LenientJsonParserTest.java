package dev.loom.bus.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.bus.json.LenientJsonParser.AmbiguousJsonException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LenientJsonParserTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "{'a': 'b'}|{\"a\":\"b\"}",
        "{a: True, b: None}|{\"a\":true,\"b\":null}",
        "[1, 2,]|[1,2]",
        "{\"a\":1 \"b\":2}|{\"a\":1,\"b\":2}",
        "{\"a\":1, // one|{\"a\":1}",
        "[/* none */]|[]",
        "[1, {\"a\":2]|[1,{\"a\":2}]"
      })
  void unambiguousDefectsAreRepaired(String text, String json) {
    assertEquals(json, LenientJsonParser.parse(text.replace("// one", "// one\n}"), 0).json());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"a\": \"say \"hi\"\"}",
        "{\"a\":1,\"a\":2}",
        "{\"a\": word}",
        "\"\\q\"",
        "{\"a\":1,"
      })
  void ambiguousTextsAreRejected(String text) {
    assertThrows(AmbiguousJsonException.class, () -> LenientJsonParser.parse(text, 0));
  }

  @Test
  void theValueEndsBeforeTheTextAfterIt() {
    var value = LenientJsonParser.parse("x {\"a\":1} y", 2);
    assertEquals(new LenientJsonParser.Value("{\"a\":1}", 9, false, false), value);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "{\"a\":\"x|true",
        "{\"a\":[\"x\"|true",
        "{\"a\":[{\"b\":1}|true",
        "{\"a\":{\"b\":\"x\"|true",
        "{\"a\":1|true",
        "{|true",
        "{\"a\":\"x\"|false",
        "{\"a\":{\"b\":1}|false",
        "{\"a\":[1]|false",
        "{\"a\":true|false",
        "{\"a\":[1,2}|false",
        "{\"a\":1}|false"
      })
  void onlyAMissingLastBraceIsNoCut(String text, boolean cut) {
    assertEquals(cut, LenientJsonParser.parse(text, 0).cut());
  }

  @Test
  void anAddedEndIsReported() {
    assertTrue(LenientJsonParser.parse("{\"a\":[1", 0).unterminated());
  }
}
