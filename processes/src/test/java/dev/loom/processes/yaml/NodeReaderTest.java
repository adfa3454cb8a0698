package dev.loom.processes.yaml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.StringReader;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.nodes.Node;

class NodeReaderTest {
  private static Node compose(String text) {
    return new Yaml().compose(new StringReader(text));
  }

  private static YamlNode.Scalar text(String text, int line) {
    return new YamlNode.Scalar(text, YamlNode.Type.TEXT, line);
  }

  @Test
  void nodesAreConvertedWithTheirLines() {
    assertEquals(
        new YamlNode.Mapping(
            Map.of("a", new YamlNode.Sequence(List.of(text("x", 2), text("y", 3)), 2)), 1),
        new NodeReader().read(compose("a:\n- x\n- y\n")));
  }

  @Test
  void aScalarWithAnExplicitTypeMustMatchIt() {
    assertEquals(
        new YamlNode.Scalar("5", YamlNode.Type.INTEGER, 1),
        new NodeReader().read(compose("!!int 5")));
    assertThrows(InvalidYamlException.class, () -> new NodeReader().read(compose("!!int five")));
  }

  @Test
  void anAliasedNodeIsConvertedOnce() {
    var root = (YamlNode.Mapping) new NodeReader().read(compose("a: &x [1]\nb: *x"));
    assertSame(root.entries().get("a"), root.entries().get("b"));
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
    var failure =
        assertThrows(InvalidYamlException.class, () -> new NodeReader().read(compose(yaml)));
    assertEquals(message, failure.getMessage());
    assertEquals(1, failure.line());
  }
}
