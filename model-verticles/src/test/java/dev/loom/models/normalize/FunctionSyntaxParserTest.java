package dev.loom.models.normalize;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FunctionSyntaxParserTest {
  private static FunctionSyntaxParser parser(String text) {
    return new FunctionSyntaxParser(text, TestTools.INDEX);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "search(query=\"x\", limit=1)",
        "search({\"query\":\"x\",\"limit\":1})",
        "search.call(query='x', limit=1,)"
      })
  void namedArgumentsAndOneObjectMeanTheSame(String text) {
    assertEquals(
        Optional.of(
            new InlineCallMatch(
                0,
                text.length(),
                List.of(TestTools.call("search", Map.of("query", "x", "limit", 1))))),
        parser(text).parseAt(0));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "search(\"x\")",
        "search(query=\"x\"",
        "search(query=1, query=2)",
        "other(query=1)",
        "search"
      })
  void anythingElseIsNotACall(String text) {
    assertEquals(Optional.empty(), parser(text).parseAt(0));
  }

  @Test
  void allCallsToTheEndNeedTheirOwnLines() {
    assertEquals(2, parser("search(query=1)\n\nsearch(query=2)\n").parseAllFrom(0).size());
    assertEquals(List.of(), parser("search(query=1) search(query=2)").parseAllFrom(0));
    assertEquals(List.of(), parser("search(query=1)\nand text").parseAllFrom(0));
  }
}
