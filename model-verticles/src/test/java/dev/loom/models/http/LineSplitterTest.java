package dev.loom.models.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.loom.api.model.ModelException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LineSplitterTest {
  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static LineSplitter newSplitter(int lineMaxBytes) {
    return new LineSplitter(lineMaxBytes, () -> ModelException.permanent("too long"));
  }

  @Test
  void linesAreTheSameForSingleBytesAndForOneBuffer() throws Exception {
    var text = "grüß 🦜\r\n\nb\nrest";
    var whole = newSplitter(100);
    assertEquals(List.of("grüß 🦜", "", "b"), whole.feed(bytes(text)));
    assertEquals("rest", whole.takeRemainder());
    var single = newSplitter(100);
    var lines = new ArrayList<String>();
    for (var b : bytes(text)) {
      lines.addAll(single.feed(new byte[] {b}));
    }
    assertEquals(List.of("grüß 🦜", "", "b"), lines);
    assertEquals("rest", single.takeRemainder());
  }

  @Test
  void theLimitAppliesToEveryLine() throws Exception {
    var lines = newSplitter(3);
    assertEquals(List.of("abc"), lines.feed(bytes("abc\n")));
    assertThrows(ModelException.class, () -> lines.feed(bytes("abcd\n")));
    lines.feed(bytes("ab"));
    assertThrows(ModelException.class, () -> lines.feed(bytes("cd")));
  }

  @Test
  void theRemainderIsTakenOnce() throws Exception {
    var lines = newSplitter(3);
    lines.feed(bytes("ab"));
    assertEquals("ab", lines.takeRemainder());
    assertEquals("", lines.takeRemainder());
  }
}
