package dev.loom.processes.definition;

import dev.loom.processes.yaml.LogText;
import dev.loom.processes.yaml.YamlParser;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/// Reads the values of a mapping and records problems. A value of the wrong type is a problem and
/// treated as missing; a key without a value is missing.
final class YamlFields {
  private final MappingNode mapping;
  private final Map<String, Node> values = new LinkedHashMap<>();
  private final String path;
  private final Diagnostics diagnostics;
  private final Set<String> readKeys = new HashSet<>();

  /// @param path the path of the mapping in the document, empty for the root
  YamlFields(MappingNode mapping, String path, Diagnostics diagnostics) {
    this.mapping = mapping;
    for (var entry : mapping.getValue()) {
      values.put(((ScalarNode) entry.getKeyNode()).getValue(), entry.getValueNode());
    }
    this.path = path;
    this.diagnostics = diagnostics;
  }

  /// Records a problem with a key.
  void addProblem(String key, String message) {
    var line = YamlParser.line(values.getOrDefault(key, mapping));
    diagnostics.addProblem(pathOf(key), line, message);
  }

  /// Returns the source text of a scalar of any type, stripped; empty when it is missing.
  String optionalText(String key) {
    return value(key).map(value -> scalarText(value, pathOf(key))).orElse("");
  }

  /// Returns the source text of a scalar of any type, stripped; records a problem if it is missing
  /// or empty.
  String requiredText(String key) {
    var value = value(key);
    if (value.isEmpty()) {
      addProblem(key, "missing; expected text");
      return "";
    }
    var text = scalarText(value.get(), pathOf(key));
    if (text.isEmpty() && value.get() instanceof ScalarNode) {
      addProblem(key, "empty; expected text");
    }
    return text;
  }

  /// Returns one of the allowed words, or the fallback if it is missing or not allowed.
  String choice(String key, String fallback, List<String> allowed) {
    var text = value(key).map(value -> scalarText(value, pathOf(key))).orElse(fallback);
    if (allowed.contains(text)) {
      return text;
    }
    if (value(key).orElseThrow() instanceof ScalarNode) {
      var expected = String.join(", ", allowed);
      addProblem(key, "expected one of " + expected + ", found '" + LogText.excerpt(text) + "'");
    }
    return fallback;
  }

  /// Returns a whole number, or the fallback if it is missing or out of bounds.
  int integer(String key, int fallback, int min, int max) {
    return literal(
            key,
            Tag.INT,
            text -> Long.parseLong(text) >= min && Long.parseLong(text) <= max,
            "expected a whole number from " + min + " to " + max)
        .map(Integer::valueOf)
        .orElse(fallback);
  }

  /// Returns a boolean; false when it is missing.
  boolean flag(String key) {
    return literal(key, Tag.BOOL, text -> true, "expected true or false")
        .map(Boolean::valueOf)
        .orElse(false);
  }

  /// Returns the text of a scalar of a type; records a problem if it is another value.
  private Optional<String> literal(
      String key, Tag type, Predicate<String> isValid, String expected) {
    var value = value(key);
    var text =
        value
            .filter(node -> node.getTag().equals(type))
            .map(node -> ((ScalarNode) node).getValue())
            .filter(isValid);
    if (value.isPresent() && text.isEmpty()) {
      addProblem(key, expected + ", found " + describe(value.get()));
    }
    return text;
  }

  /// Returns a list of texts; records a problem for each empty text.
  List<String> textList(String key) {
    var texts = new ArrayList<String>();
    for (var item : items(key)) {
      var text = scalarText(item.value(), item.path());
      if (!text.isEmpty()) {
        texts.add(text);
      } else if (item.value() instanceof ScalarNode) {
        var line = YamlParser.line(item.value());
        diagnostics.addProblem(item.path(), line, "empty; expected text");
      }
    }
    return texts;
  }

  /// Returns a mapping.
  Optional<YamlFields> section(String key) {
    return value(key).flatMap(value -> asSection(value, pathOf(key)));
  }

  /// Returns a list of mappings.
  List<YamlFields> sectionList(String key) {
    return items(key).stream()
        .flatMap(item -> asSection(item.value(), item.path()).stream())
        .toList();
  }

  /// Accepts keys whose values nothing uses yet, with any value.
  void accept(String... keys) {
    readKeys.addAll(List.of(keys));
  }

  /// Adds a warning for every key that was not read.
  void warnUnknownKeys() {
    values.forEach(
        (key, value) -> {
          if (!readKeys.contains(key)) {
            diagnostics.addWarning(
                pathOf(LogText.excerpt(key)), YamlParser.line(value), "unknown key, ignored");
          }
        });
  }

  private Optional<Node> value(String key) {
    readKeys.add(key);
    return Optional.ofNullable(values.get(key)).filter(value -> !value.getTag().equals(Tag.NULL));
  }

  private record Item(Node value, String path) {}

  private List<Item> items(String key) {
    var value = value(key).orElse(null);
    if (value == null) {
      return List.of();
    }
    if (!(value instanceof SequenceNode sequence)) {
      addProblem(key, "expected a list, found " + describe(value));
      return List.of();
    }
    var items = new ArrayList<Item>();
    for (var item : sequence.getValue()) {
      items.add(new Item(item, pathOf(key) + "[" + items.size() + "]"));
    }
    return items;
  }

  private Optional<YamlFields> asSection(Node value, String location) {
    if (value instanceof MappingNode section) {
      return Optional.of(new YamlFields(section, location, diagnostics));
    }
    diagnostics.addProblem(
        location, YamlParser.line(value), "expected keys and values, found " + describe(value));
    return Optional.empty();
  }

  private String scalarText(Node value, String location) {
    if (value instanceof ScalarNode scalar) {
      return scalar.getTag().equals(Tag.NULL) ? "" : scalar.getValue().strip();
    }
    var line = YamlParser.line(value);
    diagnostics.addProblem(location, line, "expected text, found " + describe(value));
    return "";
  }

  private String pathOf(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  private static String describe(Node value) {
    if (!(value instanceof ScalarNode scalar)) {
      return value instanceof MappingNode ? "keys and values" : "a list";
    }
    var tag = scalar.getTag();
    if (tag.equals(Tag.STR)) {
      return "the text '" + LogText.excerpt(scalar.getValue()) + "'";
    }
    if (tag.equals(Tag.NULL)) {
      return "nothing";
    }
    return tag.equals(Tag.BOOL) ? scalar.getValue() : "the number " + scalar.getValue();
  }
}
