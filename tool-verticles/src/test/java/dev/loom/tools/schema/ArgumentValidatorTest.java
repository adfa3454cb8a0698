package dev.loom.tools.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ArgumentValidatorTest {
  private static final ArgumentValidator VALIDATOR =
      ArgumentValidator.compile(
          ParameterSchemaBuilder.object()
              .text("path", "A path.", 5)
              .integer("line", "A line.", 1)
              .list(
                  "edits",
                  "Edits.",
                  ParameterSchemaBuilder.object().text("old", "Old.", 5).build("old"),
                  2)
              .build("path"));

  private static String error(Map<String, Object> arguments) {
    return VALIDATOR.findError(arguments).orElse("");
  }

  @Test
  void validArgumentsHaveNoError() {
    assertEquals("", error(Map.of("path", "a", "line", 1, "edits", List.of(Map.of("old", "x")))));
  }

  @Test
  void aMissingOrUnknownArgumentIsNamed() {
    assertEquals("'path' is required", error(Map.of()));
    assertEquals("'size' is not an argument of this tool", error(Map.of("path", "a", "size", 1)));
  }

  @Test
  void aWrongTypeIsNamedWithTheExpectedOne() {
    assertEquals("'path' must be a string, not a number", error(Map.of("path", 1)));
    assertEquals(
        "'line' must be an integer, not an array", error(Map.of("path", "a", "line", List.of())));
  }

  @Test
  void anErrorInAListIsNamedWithItsIndex() {
    assertEquals(
        "'edits.0.old' is required", error(Map.of("path", "a", "edits", List.of(Map.of()))));
  }

  @Test
  void onlyTheFirstErrorsAreListed() {
    var arguments =
        Map.<String, Object>of("a", 1, "b", 1, "c", 1, "d", 1, "e", 1, "f", 1, "path", "a");
    assertTrue(error(arguments).endsWith("; and more"), error(arguments));
  }

  @Test
  void anInvalidSchemaIsRejected() {
    assertThrows(
        IllegalArgumentException.class, () -> ArgumentValidator.compile(Map.of("type", "string")));
    assertThrows(
        IllegalArgumentException.class,
        () -> ArgumentValidator.compile(Map.of("type", "object", "required", 3)));
    assertThrows(
        IllegalArgumentException.class,
        () -> ArgumentValidator.compile(Map.of("type", "object", "$ref", "#/$defs/missing")));
  }
}
