package dev.loom.contracts.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextFileDecoderTest {
  private static final String TEXT = "a = \"\u00fc \u6587 \ud83d\ude00\"\r\n";

  @ParameterizedTest
  @ValueSource(strings = {"UTF-8", "UTF-16LE", "UTF-16BE"})
  void theMarkDecidesTheEncodingAndIsRemoved(String charset) throws Exception {
    var bytes = ("\uFEFF" + TEXT).getBytes(Charset.forName(charset));
    assertEquals(TEXT, TextFileDecoder.decode(bytes));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a", TEXT, "a\uFEFFb"})
  void textWithoutAMarkIsUtf8(String text) throws Exception {
    assertEquals(text, TextFileDecoder.decode(text.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void nothingButTheMarkIsEmpty() throws Exception {
    assertEquals("", TextFileDecoder.decode(new byte[] {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF}));
    assertEquals("", TextFileDecoder.decode(new byte[] {(byte) 0xFF, (byte) 0xFE}));
  }

  @Test
  void otherEncodingsAreRejected() {
    for (var bytes :
        new byte[][] {
          "\u00fc".getBytes(StandardCharsets.ISO_8859_1), {(byte) 0xFF, (byte) 0xFE, 'a'}
        }) {
      assertThrows(CharacterCodingException.class, () -> TextFileDecoder.decode(bytes));
    }
  }
}
