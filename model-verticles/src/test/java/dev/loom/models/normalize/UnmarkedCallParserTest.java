package dev.loom.models.normalize;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UnmarkedCallParserTest {
  private static final String CALL = "{\"name\":\"search\",\"arguments\":{\"query\":\"x\"}}";

  private static int calls(String text) {
    return new UnmarkedCallParser(text.replace("CALL", CALL), TestTools.INDEX)
        .parse().stream().mapToInt(found -> found.calls().size()).sum();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CALL",
        "I search.\n```json\nCALL\n```",
        "I search.\nsearch(query=\"x\")",
        "```tool_code\nsearch(query=\"x\")\n```"
      })
  void aCallThatEndsTheTextIsFound(String text) {
    assertEquals(1, calls(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CALL and more",
        "```json\nCALL\n```\nThat is all.",
        "For example:\n```json\nCALL\n```",
        "```python\nsearch(query=\"x\")\n```",
        "You could write\nsearch(query=\"x\")"
      })
  void aCallThatIsExplainedIsNotFound(String text) {
    assertEquals(0, calls(text));
  }
}
