package dev.loom.models.normalize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.loom.api.model.ToolCall;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MarkedCallParserTest {
  private static List<ToolCall> parse(String text, boolean truncated) {
    return new MarkedCallParser(text, TestTools.INDEX, truncated)
        .parse().stream().flatMap(found -> found.calls().stream()).toList();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<tool_call>{\"name\":\"search\",\"arguments\":{\"query\":\"x\"}}</tool_call>",
        "<tool_call><function=search><parameter=query>x</parameter></function></tool_call>",
        "<|python_tag|>{\"name\":\"search\",\"parameters\":{\"query\":\"x\"}}",
        "[TOOL_CALLS][{\"name\":\"search\",\"arguments\":{\"query\":\"x\"}}]",
        "[TOOL_CALLS]search[ARGS]{\"query\":\"x\"}",
        "<invoke name=\"search\"><parameter name=\"query\">x</parameter></invoke>"
      })
  void everyKnownMarkIsParsed(String text) {
    assertEquals(List.of(TestTools.call("search", Map.of("query", "x"))), parse(text, false));
  }

  @Test
  void aQuotedMarkIsNotACall() {
    var call = "<tool_call>{\"name\":\"search\",\"arguments\":{}}</tool_call>";
    assertEquals(List.of(), parse("Write `" + call + "`.", false));
    assertEquals(List.of(), parse("```\n" + call + "\n```\nas shown.", false));
    assertEquals(1, parse("```\n" + call + "\n```\n", false).size());
  }

  @Test
  void unreadableArgumentsAreReportedWithTheirText() {
    var calls = parse("<tool_call>{\"name\":\"search\", nonsense}</tool_call>", false);
    assertEquals("{\"name\":\"search\", nonsense}", calls.getFirst().malformed());
  }

  /// Otherwise the broken call would count as the answer.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "<tool_call>{\"name\":\"search\",\"arguments\":{\"query\":\"x",
        "<tool_call><function=search><parameter=query>x",
        "<function=search><parameter=query>x",
        "<|python_tag|>{\"name\":\"search\",\"parameters\":{\"query\":\"x",
        "[TOOL_CALLS][{\"name\":\"search\",\"arguments\":{\"query\":\"x\"}}",
        "[TOOL_CALLS]search[ARGS]{\"query\":\"x",
        "<invoke name=\"search\"><parameter name=\"query\">x"
      })
  void aCallThatWasCutIsMalformedWhateverTheServerSays(String text) {
    var calls = parse(text, false);
    assertEquals("search", calls.getFirst().name());
    assertEquals(Map.of(), calls.getFirst().arguments());
    assertFalse(calls.getFirst().malformed().isEmpty());
    assertEquals(List.of(), parse(text, true));
  }

  @Test
  void aCallWithoutItsEndIsIgnoredIfTheTextWasTruncated() {
    var text = "<tool_call>{\"name\":\"search\",\"arguments\":{\"query\":\"x\"";
    assertEquals(1, parse(text, false).size());
    assertEquals(List.of(), parse(text, true));
  }
}
