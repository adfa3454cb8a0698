package dev.loom.gateway.response;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loom.bus.json.Json;
import dev.loom.contracts.id.SubtaskId;
import dev.loom.contracts.task.Priority;
import dev.loom.gateway.response.Problem.FieldError;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class JsonFieldsTest {
  private static JsonFields fields(String json) {
    return new JsonFields((ObjectNode) Json.parse(json));
  }

  private static List<FieldError> errors(JsonFields fields) {
    return assertThrows(Problem.class, fields::finish).errors();
  }

  @Test
  void presentFieldsAreReadInTheirTypes() {
    var fields =
        fields(
            "{\"t\": \"x\", \"b\": true, \"n\": 5, \"d\": 0.5, \"s\": \"s1\", \"o\": {\"a\": 1}}");
    assertEquals("x", fields.text("t", 10));
    assertTrue(fields.flag("b"));
    assertEquals(Optional.of(5L), fields.integer("n", 1, 9));
    assertEquals(OptionalDouble.of(0.5), fields.nonNegativeNumber("d", 1));
    assertEquals(Optional.of(new SubtaskId("s1")), fields.subtask("s"));
    assertEquals(Map.of("a", 1), fields.object("o"));
    fields.finish();
  }

  @Test
  void absentAndNullFieldsHaveTheirDefaults() {
    var fields = fields("{\"t\": null}");
    assertEquals(Optional.empty(), fields.optionalText("t", 10));
    assertEquals("", fields.textOrEmpty("t", 10));
    assertFalse(fields.optionalFlag("b"));
    assertEquals(Optional.empty(), fields.integer("n", 1, 9));
    assertEquals(OptionalDouble.empty(), fields.nonNegativeNumber("d", 1));
    assertEquals(Optional.empty(), fields.subtask("s"));
    assertEquals(Map.of(), fields.object("o"));
    assertFalse(fields.has("t"));
    fields.finish();
  }

  @Test
  void allErrorsAreReportedTogether() {
    var fields = fields("{\"t\": \" \", \"n\": 10, \"d\": -1, \"s\": \"../x\", \"o\": []}");
    fields.text("t", 10);
    fields.text("missing", 10);
    fields.integer("n", 1, 9);
    fields.nonNegativeNumber("d", 1);
    fields.subtask("s");
    fields.object("o");
    assertEquals(
        List.of(
            new FieldError("t", "must not be blank"),
            new FieldError("missing", "is required"),
            new FieldError("n", "must be a whole number from 1 to 9"),
            new FieldError("d", "must be a number from 0 to 1"),
            new FieldError("s", "must be a subtask ID"),
            new FieldError("o", "must be an object")),
        errors(fields));
  }

  @Test
  void anUnknownFieldOfANestedObjectIsReportedWithItsPath() {
    var fields = fields("{\"budget\": {\"max_tokens\": 1, \"more\": 2}}");
    fields.nested("budget").integer("max_tokens", 0, 9);
    assertEquals(
        List.of(new FieldError("budget.more", "is not a field of this request")), errors(fields));
  }

  @Test
  void aTextMayHaveExactlyTheLargestLength() {
    var fields = fields("{\"a\": \"12345\", \"b\": \"123456\"}");
    assertEquals("12345", fields.text("a", 5));
    fields.text("b", 5);
    assertEquals(List.of(new FieldError("b", "must have at most 5 characters")), errors(fields));
  }

  @Test
  void anAbsentChoiceIsTheFirstOne() {
    var choices = List.of(Priority.NORMAL, Priority.LOW);
    assertEquals(Priority.NORMAL, fields("{}").choice("c", choices));
    assertEquals(Priority.LOW, fields("{\"c\": \"low\"}").choice("c", choices));
    var wrong = fields("{\"c\": \"high\"}");
    wrong.choice("c", choices);
    assertEquals(List.of(new FieldError("c", "must be one of normal, low")), errors(wrong));
  }
}
