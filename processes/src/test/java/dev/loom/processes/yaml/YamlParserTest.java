package dev.loom.processes.yaml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(30)
class YamlParserTest {
  private static YamlNode read(String text) {
    return YamlParser.parse(text.getBytes(StandardCharsets.UTF_8));
  }

  private static InvalidYamlException parseError(String text) {
    return assertThrows(InvalidYamlException.class, () -> read(text));
  }

  private static YamlNode value(String text, String key) {
    return ((YamlNode.Mapping) read(text)).entries().get(key);
  }

  private static YamlNode.Scalar scalar(String written) {
    return (YamlNode.Scalar) value("key: " + written, "key");
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
      assertEquals(YamlNode.Type.TEXT, scalar(text).type(), text);
    }
    assertEquals(YamlNode.Type.BOOLEAN, scalar("true").type());
    assertEquals(YamlNode.Type.INTEGER, scalar("-12").type());
    assertEquals(YamlNode.Type.NUMBER, scalar("1.0").type());
    assertEquals("1.0", scalar("1.0").text());
    for (var text : new String[] {"", "~", "null"}) {
      assertEquals(YamlNode.Type.NULL, scalar(text).type(), text);
    }
  }

  @Test
  void aKeyKeepsItsSourceText() {
    assertEquals("yes", ((YamlNode.Scalar) value("no: yes\n12: a", "no")).text());
    assertEquals("a", ((YamlNode.Scalar) value("no: yes\n12: a", "12")).text());
  }

  @Test
  void anOverlongNumberIsText() {
    var digits = "1".repeat(200_000);
    assertEquals(new YamlNode.Scalar(digits, YamlNode.Type.TEXT, 1), scalar(digits));
  }

  @Test
  void aByteOrderMarkIsIgnored() {
    assertEquals("1", ((YamlNode.Scalar) value("\uFEFFa: 1", "a")).text());
  }

  @Test
  void aliasedValuesAreShared() {
    var root = (YamlNode.Mapping) read("a: &x [1, 2]\nb: *x\n");
    assertSame(root.entries().get("a"), root.entries().get("b"));
  }

  @Test
  void everyNodeHasItsLineNumber() {
    var root = (YamlNode.Mapping) read("a: 1\nb:\n  - x\n  - y: 2\n");
    var list = (YamlNode.Sequence) root.entries().get("b");
    assertEquals(4, list.items().get(1).line());
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
    assertTrue(read(nestedAliases(10)) instanceof YamlNode.Mapping);
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
