package dev.loom.models.normalize;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.loom.api.model.ToolCall;
import dev.loom.bus.json.Json;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonCallParserTest {
  private static List<ToolCall> parse(String json, boolean marked) {
    return JsonCallParser.parseAll(Json.parse(json), TestTools.INDEX, marked);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"name\":\"search\",\"arguments\":{\"query\":\"x\"}}",
        "{\"tool\":\"search\",\"input\":{\"query\":\"x\"}}",
        "{\"type\":\"function\",\"function\":{\"name\":\"search\",\"arguments\":\"{\\\"query\\\":\\\"x\\\"}\"}}",
        "{\"tool_calls\":[{\"name\":\"search\",\"args\":{\"query\":\"x\"}}]}"
      })
  void everyKnownNotationIsParsed(String json) {
    assertEquals(List.of(TestTools.call("search", Map.of("query", "x"))), parse(json, false));
  }

  @Test
  void anUnmarkedObjectWithOtherKeysIsNotACall() {
    var json = "{\"name\":\"search\",\"arguments\":{},\"age\":7}";
    assertEquals(List.of(), parse(json, false));
    assertEquals(1, parse(json, true).size());
  }

  @Test
  void anArrayIsParsedCompletelyOrNotAtAll() {
    assertEquals(List.of(), parse("[{\"name\":\"search\",\"arguments\":{}},7]", true));
  }

  @Test
  void anUnknownToolCountsOnlyIfTheCallIsMarked() {
    var json = "{\"name\":\"other\",\"arguments\":{}}";
    assertEquals(List.of(), parse(json, false));
    assertEquals(List.of(TestTools.call("other", Map.of())), parse(json, true));
  }
}
