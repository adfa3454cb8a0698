package dev.loom.models.normalize;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.loom.api.model.ToolCall;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ParameterTagParserTest {
  private static Optional<ToolCall> parse(String text, boolean truncated) {
    return new ParameterTagParser(text, TestTools.INDEX, truncated)
        .parseAt(0)
        .map(found -> found.calls().getFirst());
  }

  @Test
  void valuesAreConvertedBySchemaAndLoseTheLineBreaksAroundThem() {
    assertEquals(
        Optional.of(TestTools.call("search", Map.of("query", "a\nb", "limit", 3))),
        parse(
            "<function=search><parameter=query>\na\nb\n</parameter><parameter=limit>3</parameter></function>",
            false));
  }

  @Test
  void theArgumentsMayBeJson() {
    assertEquals(
        Optional.of(TestTools.call("search", Map.of("query", "x"))),
        parse("<function=search>{\"query\":\"x\"}</function>", false));
  }

  @Test
  void aRepeatedParameterIsRejected() {
    var parameter = "<parameter=query>x</parameter>";
    assertEquals(
        Optional.empty(),
        parse("<function=search>" + parameter + parameter + "</function>", false));
  }

  @Test
  void aMissingClosingTagIsAcceptedOnlyIfTheTextWasNotTruncated() {
    var text = "<function=search><parameter=query>x</parameter>";
    assertEquals(1, parse(text, false).stream().count());
    assertEquals(Optional.empty(), parse(text, true));
  }
}
