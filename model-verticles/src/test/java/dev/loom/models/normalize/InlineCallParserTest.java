package dev.loom.models.normalize;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.loom.api.model.ToolCall;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class InlineCallParserTest {
  private static final String CALL =
      "<tool_call>{\"name\":\"search\",\"arguments\":{}}</tool_call>";

  private final InlineCallParser parser = new InlineCallParser(TestTools.INDEX);

  @Test
  void callsAreRemovedFromTheText() {
    assertEquals(
        new InlineCallParser.Result(
            "before  after",
            List.of(new ToolCall("", "search", Map.of()), new ToolCall("", "search", Map.of()))),
        parser.parse("before " + CALL + CALL + " after", false));
  }

  @Test
  void unmarkedCallsCountOnlyIfTheTextWasNotTruncated() {
    assertEquals(1, parser.parse("search(query=\"x\")", false).calls().size());
    assertEquals(List.of(), parser.parse("search(query=\"x\")", true).calls());
    assertEquals(List.of(), parser.parseMarked("search(query=\"x\")", false).calls());
  }

  @Test
  void aTextWithTooManyCallsHasNone() {
    var text = CALL.repeat(InlineCallParser.CALLS_MAX + 1);
    assertEquals(InlineCallParser.CALLS_MAX, parser.parse(CALL.repeat(64), false).calls().size());
    var batch = "{\"name\":\"search\",\"arguments\":{}},".repeat(65);
    var array = "<tool_call>[" + batch.substring(0, batch.length() - 1) + "]</tool_call>";
    assertEquals(new InlineCallParser.Result(array, List.of()), parser.parse(array, false));
    assertEquals(InlineCallParser.CALLS_MAX, parser.parse(text, false).calls().size());
  }
}
