package dev.loom.processes.yaml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

@Timeout(30)
class YamlParserTest {
  private static Node read(String text) {
    return YamlParser.parse(text.getBytes(StandardCharsets.UTF_8));
  }

  private static InvalidYamlException parseError(String text) {
    return assertThrows(InvalidYamlException.class, () -> read(text));
  }

  private static Node value(String text, String key) {
    return ((MappingNode) read(text))
        .getValue().stream()
            .filter(entry -> ((ScalarNode) entry.getKeyNode()).getValue().equals(key))
            .findFirst()
            .orElseThrow()
            .getValueNode();
  }

  private static ScalarNode scalar(String written) {
    return (ScalarNode) value("key: " + written, "key");
  }

  @Test
  void scalarsThatAreNotJsonLiteralsAreText() {
    for (var text :
        new String[] {
          "no",
          "yes",
          "on",
          "Off",
          "True",
          "017",
          "0o17",
          "0x1F",
          "1_000",
          "12:30:45",
          "2001-01-01",
          ".5",
          ".inf",
          "+1",
          "'1'",
          "\"true\"",
          "!!str 1"
        }) {
      assertEquals(Tag.STR, scalar(text).getTag(), text);
    }
    assertEquals(Tag.BOOL, scalar("true").getTag());
    assertEquals(Tag.INT, scalar("-12").getTag());
    assertEquals(Tag.FLOAT, scalar("1.0").getTag());
    assertEquals("1.0", scalar("1.0").getValue());
    for (var text : new String[] {"", "~", "null"}) {
      assertEquals(Tag.NULL, scalar(text).getTag(), text);
    }
  }

  @Test
  void aKeyKeepsItsSourceText() {
    assertEquals("yes", ((ScalarNode) value("no: yes\n12: a", "no")).getValue());
    assertEquals("a", ((ScalarNode) value("no: yes\n12: a", "12")).getValue());
  }

  @Test
  void anOverlongNumberIsText() {
    var digits = "1".repeat(200_000);
    assertEquals(Tag.STR, scalar(digits).getTag());
    assertEquals(digits, scalar(digits).getValue());
  }

  @Test
  void aByteOrderMarkIsIgnored() {
    assertEquals("1", ((ScalarNode) value("\uFEFFa: 1", "a")).getValue());
    var utf16 = (MappingNode) YamlParser.parse("\uFEFFa: 1".getBytes(StandardCharsets.UTF_16LE));
    assertEquals("1", ((ScalarNode) utf16.getValue().getFirst().getValueNode()).getValue());
  }

  @Test
  void aliasedValuesAreShared() {
    assertEquals(2, ((SequenceNode) value("a: &x [1, 2]\nb: *x\n", "b")).getValue().size());
  }

  @Test
  void everyNodeHasItsLineNumber() {
    var list = (SequenceNode) value("a: 1\nb:\n  - x\n  - y: 2\n", "b");
    assertEquals(4, YamlParser.line(list.getValue().get(1)));
  }

  static Stream<Arguments> hostileYaml() {
    return Stream.of(
        Arguments.of("", "empty"),
        Arguments.of("# nothing but a comment\n", "empty"),
        Arguments.of("a: 1\nb: 2\na: 3\n", "duplicate key 'a'"),
        Arguments.of("'a': 1\na: 2\n", "duplicate key 'a'"),
        Arguments.of("a:\n" + "  ? b\n".repeat(20_000), "duplicate key 'b'"),
        Arguments.of("&a [*a, *a]", "contains itself"),
        Arguments.of("&a {k: *a}", "contains itself"),
        Arguments.of("a: &a {? *a : 1}", "a key must be a scalar"),
        Arguments.of("? [a]\n: b\n", "a key must be a scalar"),
        Arguments.of("base: &b {a: 1}\nmore:\n  <<: *b\n", "merge keys"),
        Arguments.of("x: !!javax.script.ScriptEngineManager [1]", "javax.script"),
        Arguments.of("x: !!java.net.URL [http://127.0.0.1/]", "java.net.URL"),
        Arguments.of("!!com.sun.rowset.JdbcRowSetImpl {a: 1}", "JdbcRowSetImpl"),
        Arguments.of("x: !mine 1", "the tag !mine is not supported"),
        Arguments.of("x: !mine [1]", "the tag !mine is not supported"),
        Arguments.of("x: !!set {a}", "is not supported"),
        Arguments.of("x: !!binary aGk=", "is not supported"),
        Arguments.of("x: !!int abc", "is not supported"),
        Arguments.of("x: !!float '1:30'", "is not supported"),
        Arguments.of("x: !!bool yes", "is not supported"),
        Arguments.of("a: [", "not YAML"),
        Arguments.of("a: b: c", "mapping values are not allowed here (column 5)"),
        Arguments.of("a: *nowhere", "undefined alias"),
        Arguments.of("--- 1\n--- 2\n", "another document"),
        Arguments.of("\t- a", "TAB"),
        Arguments.of("a: \u0001", "a character that YAML does not allow"),
        Arguments.of("%YAML 3.0\n---\na: 1\n", "incompatible"),
        Arguments.of("[".repeat(10_000), "Nesting Depth exceeded max 20"),
        Arguments.of("{".repeat(200_000), "Nesting Depth exceeded max 20"),
        Arguments.of("- ".repeat(100_000) + "x", "Nesting Depth exceeded max 20"),
        Arguments.of("? ".repeat(100_000), "Nesting Depth exceeded max 20"),
        Arguments.of("{a".repeat(80_000), "not YAML"),
        Arguments.of("a: " + "!!x".repeat(80_000) + " 1", ""),
        Arguments.of("a: &" + "x".repeat(200_000) + " *y", "not YAML"),
        Arguments.of(nestedAliases(11), "aliases"),
        Arguments.of("x".repeat(YamlParser.BYTES_MAX + 1), "larger than 262144 bytes"));
  }

  /// Each line contains the previous one twice, by alias.
  private static String nestedAliases(int aliases) {
    var text = new StringBuilder("a0: &a0 [ha]\n");
    for (int i = 0; 2 * i < aliases; i++) {
      text.append("a%d: &a%d [*a%d, *a%d]\n".formatted(i + 1, i + 1, i, i));
    }
    return text.toString();
  }

  @ParameterizedTest
  @MethodSource("hostileYaml")
  void hostileYamlIsRejectedWithAShortOneLineMessage(String text, String expected) {
    var message = parseError(text).getMessage();
    assertTrue(message.contains(expected), message);
    assertTrue(message.length() < 200, message);
    assertFalse(message.contains("\n"), message);
  }

  @Test
  void tenAliasesAreAccepted() {
    assertTrue(read(nestedAliases(10)) instanceof MappingNode);
  }

  @Test
  void anErrorHasTheLineNumber() {
    assertEquals(3, parseError("a: 1\nb: 2\na: 3\n").line());
    assertEquals(2, parseError("a: 1\nb: c: d\n").line());
  }

  @Test
  void bytesThatAreNotUtf8AreRejected() {
    var bad =
        assertThrows(
            InvalidYamlException.class,
            () -> YamlParser.parse(new byte[] {'a', ':', ' ', (byte) 0xC3, (byte) 0x28}));
    assertEquals("the file is not UTF-8 text", bad.getMessage());
  }
}
