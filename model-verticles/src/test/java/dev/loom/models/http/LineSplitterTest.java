package dev.loom.models.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.loom.models.http.LineSplitter.LineTooLongException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LineSplitterTest {
  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void linesAreTheSameForSingleBytesAndForOneBuffer() {
    var text = "grüß 🦜\r\n\nb\nrest";
    var whole = new LineSplitter(100);
    assertEquals(List.of("grüß 🦜", "", "b"), whole.feed(bytes(text)));
    assertEquals("rest", whole.takeRemainder());
    var single = new LineSplitter(100);
    var lines = new ArrayList<String>();
    for (var b : bytes(text)) {
      lines.addAll(single.feed(new byte[] {b}));
    }
    assertEquals(List.of("grüß 🦜", "", "b"), lines);
    assertEquals("rest", single.takeRemainder());
  }

  @Test
  void theLimitAppliesToEveryLine() {
    var lines = new LineSplitter(3);
    assertEquals(List.of("abc"), lines.feed(bytes("abc\n")));
    assertThrows(LineTooLongException.class, () -> lines.feed(bytes("abcd\n")));
    lines.feed(bytes("ab"));
    assertThrows(LineTooLongException.class, () -> lines.feed(bytes("cd")));
  }

  @Test
  void theRemainderIsTakenOnce() {
    var lines = new LineSplitter(3);
    lines.feed(bytes("ab"));
    assertEquals("ab", lines.takeRemainder());
    assertEquals("", lines.takeRemainder());
  }
}
