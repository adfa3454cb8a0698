package dev.loom.tools.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class TextDecoderTest {
  @Test
  void invalidUtf8IsReplacedForReadingAndFailsForEditing() throws Exception {
    var latin = "gr\u00fcn".getBytes(StandardCharsets.ISO_8859_1);
    assertEquals("gr\ufffdn", TextDecoder.decodeForReading("f", latin));
    assertThrows(IOException.class, () -> TextDecoder.decodeForEditing("f", latin));
  }

  @Test
  void utf8IsDecodedForEditing() throws Exception {
    var bytes = "gr\u00fcn".getBytes(StandardCharsets.UTF_8);
    assertEquals("gr\u00fcn", TextDecoder.decodeForEditing("f", bytes));
  }

  @Test
  void onlyAnEarlyNulMarksBinaryContent() throws Exception {
    var bytes = "x".repeat(9_000).getBytes(StandardCharsets.UTF_8);
    bytes[8_500] = 0;
    assertEquals(9_000, TextDecoder.decodeForReading("f", bytes).length());
    bytes[8_000] = 0;
    assertThrows(IOException.class, () -> TextDecoder.decodeForReading("f", bytes));
  }

  @Test
  void onlyANulInTheFirstEightKibibytesMarksBinaryContent() {
    var content = new byte[9_000];
    Arrays.fill(content, (byte) 'x');
    assertFalse(TextDecoder.isBinary(content));
    content[8 * 1024] = 0;
    assertFalse(TextDecoder.isBinary(content));
    content[8 * 1024 - 1] = 0;
    assertTrue(TextDecoder.isBinary(content));
  }
}
