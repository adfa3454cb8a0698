package dev.loom.models.normalize;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonRepairTest {
  private static final Optional<Map<String, Object>> A_IS_ONE = Optional.of(Map.of("a", 1));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"a\":1}",
        "Here it is: {\"a\": 1}. Done!",
        "```json\n{\"a\":1}\n```",
        "\"{\\\"a\\\":1}\"",
        "{\\\"a\\\": 1}",
        "{a: 1,}",
        "{\"a\":1}}"
      })
  void anObjectIsFoundInsideItsSurroundings(String text) {
    assertEquals(A_IS_ONE, JsonRepair.repairObject(text, false));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "none", "[1]", "{\"a\":1} {\"b\":2}", "[{\"a\":1}", "{\"a\":1},\"b\":2}"})
  void anythingButASingleObjectIsRejected(String text) {
    assertEquals(Optional.empty(), JsonRepair.repairObject(text, false));
  }

  @Test
  void aMissingLastBraceIsAddedOnlyIfTheTextWasNotTruncated() {
    assertEquals(A_IS_ONE, JsonRepair.repairObject("{\"a\":1 ", false));
    assertEquals(Optional.empty(), JsonRepair.repairObject("{\"a\":1 ", true));
  }

  /// Whatever the server says: routers rewrite the reason `length` to `tool_calls`.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"a\":1",
        "{\"a\":\"x",
        "{\"a\":[1 ",
        "{\"a\":[{\"b\":\"x\"}",
        "{\"a\":{\"b\":\"x\"",
        "{",
        "```json\n{\"a\":\"x\n```",
        "\"{\\\"a\\\":\\\"x\""
      })
  void argumentsThatWereCutAreNeverCompleted(String text) {
    assertEquals(Optional.empty(), JsonRepair.repairObject(text, false));
  }
}
