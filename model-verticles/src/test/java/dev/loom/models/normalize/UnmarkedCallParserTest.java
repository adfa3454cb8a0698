package dev.loom.models.normalize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

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

  /// A server may end such an answer with `stop`.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"name\":\"search\",\"arguments\":{\"query\":\"x",
        "{\"name\":\"search\",\"arguments\":{\"query\":\"x\"}",
        "{\"name\":\"search\",\"argum",
        "{\"name\": \"search\"",
        "{\n  \"tool\": \"search\",\n  \"args\": {\n    \"query\": \"x\\",
        "[{\"name\":\"search\",\"arguments\":{}},{\"name\":\"sea",
        "CALL\n{\"name\":\"search\",\"arguments\":{\"qu",
        "{\"tool_calls\":[{\"id\":\"1\",\"type\":\"function\",\"function\":{\"name\":\"search\",\"arguments\":\"{",
        "I search.\n```json\n{\"name\":\"search\",\"arguments\":{\"query\":\"x\"}",
        "{\"name\":\"search\",\"arguments\":{\"query\":\"say \"x\" now\"}}",
      })
  void aCutCallIsMalformedAndNoAnswer(String text) {
    var found =
        new UnmarkedCallParser(text.replace("CALL", CALL), TestTools.INDEX)
            .parse().stream().flatMap(match -> match.calls().stream()).toList();
    assertEquals(1, found.size());
    assertEquals("search", found.getFirst().name());
    assertFalse(found.getFirst().malformed().isEmpty());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CALL and more",
        "{\"name\":\"other\",\"arguments\":{\"query\":\"x",
        "{\"name\":\"search\",\"version\":\"1",
        "{\"name\":\"search\",\"version\":\"1\"}",
        "For example:\n```json\n{\"name\":\"search\",\"arguments\":{",
        "The form is {\"name\":\"search\",\"arguments\":{",
        "```json\nCALL\n```\nThat is all.",
        "For example:\n```json\nCALL\n```",
        "```python\nsearch(query=\"x\")\n```",
        "You could write\nsearch(query=\"x\")"
      })
  void aCallThatIsExplainedIsNotFound(String text) {
    assertEquals(0, calls(text));
  }
}
