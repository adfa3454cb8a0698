package dev.loom.processes.definition;

import dev.loom.processes.yaml.LogText;
import dev.loom.processes.yaml.YamlNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/// Reads the values of a mapping and records problems. A value of the wrong type is a problem and
/// treated as missing; a key without a value is missing.
final class YamlFields {
  private final YamlNode.Mapping mapping;
  private final String path;
  private final Diagnostics diagnostics;
  private final Set<String> readKeys = new HashSet<>();

  /// @param path the path of the mapping in the document, empty for the root
  YamlFields(YamlNode.Mapping mapping, String path, Diagnostics diagnostics) {
    this.mapping = mapping;
    this.path = path;
    this.diagnostics = diagnostics;
  }

  /// Records a problem with a key.
  void addProblem(String key, String message) {
    var value = mapping.entries().get(key);
    diagnostics.addProblem(pathOf(key), value == null ? mapping.line() : value.line(), message);
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
    if (text.isEmpty() && value.get() instanceof YamlNode.Scalar) {
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
    if (value(key).orElseThrow() instanceof YamlNode.Scalar) {
      var expected = String.join(", ", allowed);
      addProblem(key, "expected one of " + expected + ", found '" + LogText.excerpt(text) + "'");
    }
    return fallback;
  }

  /// Returns a whole number, or the fallback if it is missing or out of bounds.
  int integer(String key, int fallback, int min, int max) {
    return literal(
            key,
            YamlNode.Type.INTEGER,
            text -> Long.parseLong(text) >= min && Long.parseLong(text) <= max,
            "expected a whole number from " + min + " to " + max)
        .map(Integer::valueOf)
        .orElse(fallback);
  }

  /// Returns a boolean; false when it is missing.
  boolean flag(String key) {
    return literal(key, YamlNode.Type.BOOLEAN, text -> true, "expected true or false")
        .map(Boolean::valueOf)
        .orElse(false);
  }

  /// Returns the text of a scalar of a type; records a problem if it is another value.
  private Optional<String> literal(
      String key, YamlNode.Type type, Predicate<String> isValid, String expected) {
    var value = value(key);
    var text =
        value
            .filter(YamlNode.Scalar.class::isInstance)
            .map(YamlNode.Scalar.class::cast)
            .filter(scalar -> scalar.type() == type && isValid.test(scalar.text()))
            .map(YamlNode.Scalar::text);
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
      } else if (item.value() instanceof YamlNode.Scalar) {
        diagnostics.addProblem(item.path(), item.value().line(), "empty; expected text");
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
    mapping
        .entries()
        .forEach(
            (key, value) -> {
              if (!readKeys.contains(key)) {
                diagnostics.addWarning(
                    pathOf(LogText.excerpt(key)), value.line(), "unknown key, ignored");
              }
            });
  }

  private Optional<YamlNode> value(String key) {
    readKeys.add(key);
    return Optional.ofNullable(mapping.entries().get(key)).filter(value -> !isNull(value));
  }

  private static boolean isNull(YamlNode value) {
    return value instanceof YamlNode.Scalar scalar && scalar.type() == YamlNode.Type.NULL;
  }

  private record Item(YamlNode value, String path) {}

  private List<Item> items(String key) {
    var value = value(key).orElse(null);
    if (value == null) {
      return List.of();
    }
    if (!(value instanceof YamlNode.Sequence sequence)) {
      addProblem(key, "expected a list, found " + describe(value));
      return List.of();
    }
    var items = new ArrayList<Item>();
    for (var item : sequence.items()) {
      items.add(new Item(item, pathOf(key) + "[" + items.size() + "]"));
    }
    return items;
  }

  private Optional<YamlFields> asSection(YamlNode value, String location) {
    if (value instanceof YamlNode.Mapping section) {
      return Optional.of(new YamlFields(section, location, diagnostics));
    }
    diagnostics.addProblem(
        location, value.line(), "expected keys and values, found " + describe(value));
    return Optional.empty();
  }

  private String scalarText(YamlNode value, String location) {
    if (value instanceof YamlNode.Scalar scalar) {
      return scalar.text().strip();
    }
    diagnostics.addProblem(location, value.line(), "expected text, found " + describe(value));
    return "";
  }

  private String pathOf(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  private static String describe(YamlNode value) {
    return switch (value) {
      case YamlNode.Mapping _ -> "keys and values";
      case YamlNode.Sequence _ -> "a list";
      case YamlNode.Scalar(var text, var type, _) ->
          switch (type) {
            case TEXT -> "the text '" + LogText.excerpt(text) + "'";
            case INTEGER, NUMBER -> "the number " + text;
            case BOOLEAN -> text;
            case NULL -> "nothing";
          };
    };
  }
}
