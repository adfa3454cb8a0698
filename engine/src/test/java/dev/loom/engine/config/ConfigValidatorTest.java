package dev.loom.engine.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loom.bus.json.Json;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(10)
class ConfigValidatorTest {
  private enum Color {
    RED,
    GREEN
  }

  private record Section(
      int portNumber,
      double ratio,
      boolean enabled,
      String name,
      Color color,
      List<String> names,
      Optional<Double> limit,
      Map<String, Entry> entries) {}

  private record Entry(int tier, String apiKey) {}

  private static String validate(String json, boolean fromText) {
    var tree = (ObjectNode) Json.parse(json);
    return ConfigValidator.validate(tree, Section.class, "file", fromText, Map.of()).toString();
  }

  private static String errors(String json, boolean fromText) {
    return assertThrows(ConfigException.class, () -> validate(json, fromText)).getMessage();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{\"port_number\":5,\"ratio\":1,\"enabled\":true,\"name\":\"x\"}",
        "{\"color\":\"red\",\"names\":[\"a\",\"b\"],\"limit\":0.5}",
        "{\"entries\":{\"any\":{\"tier\":1}}}",
        "{}"
      })
  void valuesOfTheRightTypesAreKept(String json) {
    assertEquals(json, validate(json, false));
  }

  @Test
  void stringsAreConvertedOnlyIfTheSourceIsText() {
    var text = "{\"port_number\":\" 5\",\"ratio\":\"0.5\",\"enabled\":\"true\",\"names\":\"a, b\"}";
    assertEquals(
        "{\"port_number\":5,\"ratio\":0.5,\"enabled\":true,\"names\":[\"a\",\"b\"]}",
        validate(text, true));
    assertEquals(
        "file: port_number must be a whole number, not \"5\"",
        errors("{\"port_number\":\"5\"}", false));
    assertEquals("{\"names\":[\"a, b\"]}", validate("{\"names\":\"a, b\"}", false));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{\"port_number\":1.5}|port_number must be a whole number, not 1.5",
        "{\"ratio\":\"x\"}|ratio must be a number, not \"x\"",
        "{\"enabled\":1}|enabled must be true or false, not 1",
        "{\"color\":\"blue\"}|color must be one of red, green, not \"blue\"",
        "{\"names\":5}|names must be a list, not 5",
        "{\"entries\":5}|entries must be a table, not 5",
        "{\"entries\":{\"a\":5}}|entries.a must be a table",
      })
  void aWrongTypeIsNamed(String json, String message) {
    assertEquals("file: " + message, errors(json, false));
  }

  @Test
  void everyErrorOfASourceIsReported() {
    assertEquals(
        2, errors("{\"port_number\":true,\"entries\":{\"a\":{\"x\":1}}}", false).lines().count());
  }

  @Test
  void anUnknownKeyListsTheExistingOnes() {
    var message = errors("{\"entries\":{\"a\":{\"teir\":1}}}", false);
    assertEquals(true, message.contains("entries.a.teir"), message);
    assertEquals(true, message.contains("api_key, tier"), message);
  }

  @Test
  void aValueThatMayBeASecretIsNotShown() {
    var message = errors("{\"entries\":{\"a\":{\"api_key\":123456789}}}", false);
    assertFalse(message.contains("123456789"), message);
  }
}
