package dev.loom.tools.workspace;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class BinaryContentTest {
  @Test
  void onlyANulInTheFirstEightKibibytesMarksBinaryContent() {
    var content = new byte[9_000];
    Arrays.fill(content, (byte) 'x');
    assertFalse(BinaryContent.isBinary(content));
    content[8 * 1024] = 0;
    assertFalse(BinaryContent.isBinary(content));
    content[8 * 1024 - 1] = 0;
    assertTrue(BinaryContent.isBinary(content));
  }
}
