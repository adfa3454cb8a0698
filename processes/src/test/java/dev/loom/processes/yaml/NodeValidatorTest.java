package dev.loom.processes.yaml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.StringReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.nodes.Node;

class NodeValidatorTest {
  private static Node compose(String text) {
    return new Yaml().compose(new StringReader(text));
  }

  private static void check(String text) {
    new NodeValidator().check(compose(text));
  }

  @Test
  void aScalarWithAnExplicitTypeMustMatchIt() {
    check("!!int 5");
    assertThrows(InvalidYamlException.class, () -> check("!!int five"));
  }

  @Test
  void aSharedNodeIsNoCycle() {
    check("a: &x [1]\nb: *x");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{a: 1, 'a': 2} | duplicate key 'a'",
        "{? [a] : 1} | a key must be a scalar, not a list or a mapping",
        "{<<: {a: 1}} | merge keys ('<<') are not supported; write the keys out",
        "&a [*a] | a value contains itself through an alias",
        "!mine x | the tag !mine is not supported"
      })
  void whatTheParserDoesNotSupportIsRejected(String yaml, String message) {
    var failure = assertThrows(InvalidYamlException.class, () -> check(yaml));
    assertEquals(message, failure.getMessage());
    assertEquals(1, failure.line());
  }
}
