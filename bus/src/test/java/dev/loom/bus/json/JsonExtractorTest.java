package dev.loom.bus.json;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "{\"a\":1} then {\"a\":2} and {\"b\":3}|{\"a\":2}",
        "{\"a\":1} [{\"a\":2}]|[{\"a\":2}]",
        "{\"a\":{\"a\":1}}|{\"a\":{\"a\":1}}",
        "{\"b\":{\"a\":1}}|{\"a\":1}",
        "{\"a\":1} - [ ] later [x](y) {\"a\":[2,|{\"a\":1}",
        "{\"a\":{\"a\":1}, \"b\":|{\"a\":1}",
        "{\"b\":1}|^^"
      })
  void theLastCompleteValueThatMeetsTheConditionIsFound(String answer, String expected) {
    var found = JsonExtractor.findLast(answer, json -> json.has("a") || json.path(0).has("a"));
    assertEquals(expected, found.map(value -> value.json().toString()).orElse(""));
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
