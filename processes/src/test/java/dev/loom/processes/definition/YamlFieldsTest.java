package dev.loom.processes.definition;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class YamlFieldsTest {
  private final Diagnostics diagnostics = new Diagnostics();

  private YamlFields fields(String yaml) {
    return TestDefinitions.fields(yaml, diagnostics);
  }

  private List<String> problems() {
    return diagnostics.toInvalid("x").problems();
  }

  @Test
  void valuesOfTheExpectedTypeAreReturnedWithoutProblems() {
    var fields = fields("t: ' a '\nn: 1.0\ni: 3\nb: true\nl: [x, 2]\nm: {k: v}\nc: red");
    assertEquals("a", fields.requiredText("t"));
    assertEquals("1.0", fields.optionalText("n"));
    assertEquals(3, fields.integer("i", 1, 1, 5));
    assertTrue(fields.flag("b"));
    assertEquals(List.of("x", "2"), fields.textList("l"));
    assertEquals("v", fields.section("m").orElseThrow().requiredText("k"));
    assertEquals("red", fields.choice("c", "blue", List.of("red", "blue")));
    assertTrue(diagnostics.hasNoProblems());
  }

  @Test
  void aMissingValueHasADefault() {
    var fields = fields("n:");
    assertEquals("", fields.optionalText("t"));
    assertEquals(7, fields.integer("n", 7, 1, 9));
    assertFalse(fields.flag("b"));
    assertEquals(List.of(), fields.textList("l"));
    assertEquals("blue", fields.choice("c", "blue", List.of("red", "blue")));
    assertTrue(diagnostics.hasNoProblems());
  }

  @Test
  void aValueOfTheWrongTypeIsAProblemAndIsTreatedAsMissing() {
    var fields = fields("a: [1]\nb: maybe\nc: {x: y}\nd: 10\ne: green");
    assertEquals("", fields.optionalText("a"));
    assertFalse(fields.flag("b"));
    assertEquals(List.of(), fields.textList("c"));
    assertEquals(1, fields.integer("d", 1, 1, 5));
    assertEquals("blue", fields.choice("e", "blue", List.of("red", "blue")));
    assertEquals(
        List.of(
            "a (line 1): expected text, found a list",
            "b (line 2): expected true or false, found the text 'maybe'",
            "c (line 3): expected a list, found keys and values",
            "d (line 4): expected a whole number from 1 to 5, found the number 10",
            "e (line 5): expected one of red, blue, found 'green'"),
        problems());
  }

  @Test
  void theProblemOfANestedValueHasItsPath() {
    fields("l:\n  - {}\n  - {k: []}").sectionList("l").forEach(item -> item.requiredText("k"));
    assertEquals(
        List.of(
            "l[0].k (line 2): missing; expected text",
            "l[1].k (line 3): expected text, found a list"),
        problems());
  }

  @Test
  void onlyKeysThatWereNotReadAreUnknown() {
    var fields = fields("a: 1\nb: 2\nc: 3");
    fields.optionalText("a");
    fields.accept("c", "d");
    fields.warnUnknownKeys();
    assertEquals(List.of("b (line 2): unknown key, ignored"), diagnostics.warnings());
  }
}
