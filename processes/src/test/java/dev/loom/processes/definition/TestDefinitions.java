package dev.loom.processes.definition;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.loom.processes.yaml.YamlParser;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.params.provider.Arguments;
import org.yaml.snakeyaml.nodes.MappingNode;

/// Parses definitions for tests.
final class TestDefinitions {
  private TestDefinitions() {}

  static ParseResult.Invalid parseInvalid(String yaml) {
    return assertInstanceOf(
        ParseResult.Invalid.class,
        DefinitionParser.parse("f", yaml.getBytes(StandardCharsets.UTF_8)));
  }

  /// Reads a mapping and collects its problems in the given diagnostics.
  static YamlFields fields(String yaml, Diagnostics diagnostics) {
    var root = (MappingNode) YamlParser.parse(yaml.getBytes(StandardCharsets.UTF_8));
    return new YamlFields(root, "", diagnostics);
  }

  /// A definition and all its problems.
  static Arguments invalid(String yaml, String... problems) {
    return Arguments.of(yaml, List.of(problems));
  }

  /// The same with a valid name in line 1.
  static Arguments withName(String yaml, String... problems) {
    return invalid("name: x\n" + yaml, problems);
  }
}
