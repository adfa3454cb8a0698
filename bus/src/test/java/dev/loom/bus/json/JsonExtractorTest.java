package dev.loom.bus.json;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonExtractorTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"a\":1}",
        "```json\n{\"a\":1}\n```",
        "So {this} is it: {\"a\":1} {\"b\":2}",
        "{ \"open\": {\"a\":1}"
      })
  void theFirstCompleteObjectIsFound(String answer) {
    assertEquals(Optional.of("{\"a\":1}"), JsonExtractor.find(answer).map(JsonNode::toString));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[1]", "{", "{\"a\":}", "\"{\""})
  void anAnswerWithoutACompleteObjectHasNone(String answer) {
    assertEquals(Optional.empty(), JsonExtractor.find(answer));
  }

  @Test
  void bracesAndQuotesInsideStringsAreSkipped() {
    var answer = "{\"a\":\"} \\\" {\"} and more";
    assertEquals("{\"a\":\"} \\\" {\"}", JsonExtractor.find(answer).orElseThrow().toString());
  }

  @Test
  void anObjectThatMeetsTheConditionIsPreferred() {
    var answer = "{\"a\":1} {\"wanted\":2}";
    assertEquals(
        "{\"wanted\":2}",
        JsonExtractor.find(answer, json -> json.has("wanted")).orElseThrow().toString());
    assertEquals(
        "{\"a\":1}", JsonExtractor.find(answer, json -> json.has("b")).orElseThrow().toString());
  }

  @Test
  void nestedObjectsAreNotFoundOnTheirOwn() {
    var found = JsonExtractor.findAll("{\"a\":{\"a\":1}} {\"a\":2}", json -> json.has("a"));
    assertEquals(
        List.of("{\"a\":{\"a\":1}}", "{\"a\":2}"), found.stream().map(JsonNode::toString).toList());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{'a':1}", "{\"a\":1,}", "{a: 1}", "{\"a\":1 /* one */}", "{\"a\": 1 // one\n}"})
  void defectsWithASingleMeaningAreAccepted(String answer) {
    assertEquals(Optional.of("{\"a\":1}"), JsonExtractor.find(answer).map(JsonNode::toString));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"a\":1", "{\"a\":\"x", "{\"a\":1,\"a\":2}", "{\"a\":[1,"})
  void anObjectWithoutItsEndOrWithTwoMeaningsIsNotCompletedByGuessing(String answer) {
    assertEquals(Optional.empty(), JsonExtractor.find(answer));
  }
}
