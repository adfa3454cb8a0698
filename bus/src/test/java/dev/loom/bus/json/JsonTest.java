package dev.loom.bus.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
  private record Point(int pointX, Optional<String> label, Duration took) {}

  @Test
  void recordIsWrittenInSnakeCaseAndReadBack() {
    var point = new Point(3, Optional.empty(), Duration.ofMillis(1_500));
    var json = Json.write(point);
    assertEquals("{\"point_x\":3,\"label\":null,\"took\":\"PT1.5S\"}", json);
    assertEquals(point, Json.read(json, Point.class));
  }

  @Test
  void unknownFieldIsRejectedInOwnAndIgnoredInExternalJson() throws Exception {
    var json = "{\"point_x\":3,\"took\":\"PT1S\",\"later\":true}";
    var failure = assertThrows(IllegalArgumentException.class, () -> Json.read(json, Point.class));
    assertTrue(failure.getMessage().startsWith("not a Point: "), failure.getMessage());
    assertFalse(failure.getMessage().contains("dev.loom"), failure.getMessage());
    assertEquals(3, Json.lenientMapper().readValue(json, Point.class).pointX());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{\"point_x\":1,\"point_x\":2}", "{\"point_x\":1} x", "{\"point_x\":null}"})
  void duplicateKeysTrailingTextAndNullPrimitivesAreRejected(String json) {
    assertThrows(IllegalArgumentException.class, () -> Json.read(json, Point.class));
  }

  @Test
  void externalJsonNestingDeeperThan64IsRejected() {
    assertEquals(1, Json.parse("[".repeat(64) + "]".repeat(64)).size());
    var deep = "[".repeat(65) + "]".repeat(65);
    assertThrows(IllegalArgumentException.class, () -> Json.parse(deep));
  }

  @Test
  void errorNamesTheLineAndColumn() {
    var failure =
        assertThrows(IllegalArgumentException.class, () -> Json.parse("{\n  \"a\": tru\n}"));
    assertTrue(failure.getMessage().endsWith("(line 2, column 8)"), failure.getMessage());
  }

  @Test
  void objectBecomesAnImmutableMapOfPlainValues() {
    var map = Json.toMap(Json.parse("{\"a\":[1,2.5,null,true,\"x\"],\"b\":{\"c\":{}}}"));
    assertEquals(Arrays.asList(1, 2.5, null, true, "x"), map.get("a"));
    assertEquals(Map.of("c", Map.of()), map.get("b"));
    assertThrows(UnsupportedOperationException.class, () -> map.put("d", 1));
  }

  @Test
  void onlyAnObjectBecomesAMap() {
    assertThrows(IllegalArgumentException.class, () -> Json.toMap(Json.parse("[1]")));
  }
}
