package dev.loom.processes.definition;

import dev.loom.processes.yaml.Excerpt;
import dev.loom.processes.yaml.YamlNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// One mapping of a definition, read key by key. A value of the wrong type is a problem and reads
/// like a missing one; a key with nothing behind it is a missing one.
final class Fields {
  private final YamlNode.Mapping mapping;
  private final String path;
  private final Findings findings;
  private final Set<String> known = new HashSet<>();

  /// @param path where the mapping stands, empty for the whole document
  Fields(YamlNode.Mapping mapping, String path, Findings findings) {
    this.mapping = mapping;
    this.path = path;
    this.findings = findings;
  }

  /// Reports a problem with one of the keys.
  void problem(String key, String what) {
    var value = mapping.entries().get(key);
    findings.problem(at(key), value == null ? mapping.line() : value.line(), what);
  }

  /// Text as it was written, also when it looks like a number; stripped.
  String text(String key) {
    return find(key).map(value -> single(value, at(key))).orElse("");
  }

  /// Text that must be there.
  String requiredText(String key) {
    var value = find(key);
    if (value.isEmpty()) {
      problem(key, "missing; expected text");
      return "";
    }
    var text = single(value.get(), at(key));
    if (text.isEmpty() && value.get() instanceof YamlNode.Scalar) {
      problem(key, "empty; expected text");
    }
    return text;
  }

  /// One of a few words.
  String choice(String key, String fallback, List<String> words) {
    var text = find(key).map(value -> single(value, at(key))).orElse(fallback);
    if (words.contains(text)) {
      return text;
    }
    if (find(key).orElseThrow() instanceof YamlNode.Scalar) {
      var expected = String.join(", ", words);
      problem(key, "expected one of " + expected + ", found '" + Excerpt.of(text) + "'");
    }
    return fallback;
  }

  /// A whole number within bounds.
  int whole(String key, int fallback, int min, int max) {
    var value = find(key);
    if (value.isEmpty()) {
      return fallback;
    }
    if (value.get() instanceof YamlNode.Scalar(var text, var type, _)
        && type == YamlNode.Type.WHOLE_NUMBER
        && Long.parseLong(text) >= min
        && Long.parseLong(text) <= max) {
      return Integer.parseInt(text);
    }
    var expected = "expected a whole number from " + min + " to " + max;
    problem(key, expected + ", found " + describe(value.get()));
    return fallback;
  }

  /// `true` or `false`.
  boolean flag(String key) {
    var value = find(key);
    if (value.isEmpty()) {
      return false;
    }
    if (value.get() instanceof YamlNode.Scalar(var text, var type, _)
        && type == YamlNode.Type.FLAG) {
      return Boolean.parseBoolean(text);
    }
    problem(key, "expected true or false, found " + describe(value.get()));
    return false;
  }

  /// A list of texts, none of them empty.
  List<String> texts(String key) {
    var texts = new ArrayList<String>();
    for (var item : items(key)) {
      var text = single(item.value(), item.path());
      if (!text.isEmpty()) {
        texts.add(text);
      } else if (item.value() instanceof YamlNode.Scalar) {
        findings.problem(item.path(), item.value().line(), "empty; expected text");
      }
    }
    return texts;
  }

  /// A mapping.
  Optional<Fields> section(String key) {
    return find(key).flatMap(value -> asSection(value, at(key)));
  }

  /// A list of mappings.
  List<Fields> sections(String key) {
    var sections = new ArrayList<Fields>();
    items(key).forEach(item -> asSection(item.value(), item.path()).ifPresent(sections::add));
    return sections;
  }

  /// A list of texts or mappings. A text stands for a mapping with only that key.
  List<Fields> sectionsOrTexts(String key, String keyOfText) {
    var sections = new ArrayList<Fields>();
    for (var item : items(key)) {
      if (item.value() instanceof YamlNode.Scalar text) {
        var entries = Map.<String, YamlNode>of(keyOfText, text);
        var alone = new YamlNode.Mapping(entries, text.line());
        sections.add(new Fields(alone, item.path(), findings));
      } else {
        asSection(item.value(), item.path()).ifPresent(sections::add);
      }
    }
    return sections;
  }

  /// A text, or a list of texts.
  void textOrTexts(String key) {
    if (find(key).orElse(null) instanceof YamlNode.Scalar) {
      text(key);
    } else {
      texts(key);
    }
  }

  /// Warns of every key that was not asked for.
  void warnOfUnknown() {
    mapping
        .entries()
        .forEach(
            (key, value) -> {
              if (!known.contains(key)) {
                findings.warning(at(Excerpt.of(key)), value.line(), "unknown key, passed over");
              }
            });
  }

  private Optional<YamlNode> find(String key) {
    known.add(key);
    return Optional.ofNullable(mapping.entries().get(key)).filter(value -> !isNothing(value));
  }

  private static boolean isNothing(YamlNode value) {
    return value instanceof YamlNode.Scalar scalar && scalar.type() == YamlNode.Type.NOTHING;
  }

  private record Item(YamlNode value, String path) {}

  private List<Item> items(String key) {
    var value = find(key).orElse(null);
    if (value == null) {
      return List.of();
    }
    if (!(value instanceof YamlNode.Sequence sequence)) {
      problem(key, "expected a list, found " + describe(value));
      return List.of();
    }
    var items = new ArrayList<Item>();
    for (var item : sequence.items()) {
      items.add(new Item(item, at(key) + "[" + items.size() + "]"));
    }
    return items;
  }

  private Optional<Fields> asSection(YamlNode value, String where) {
    if (value instanceof YamlNode.Mapping section) {
      return Optional.of(new Fields(section, where, findings));
    }
    findings.problem(where, value.line(), "expected keys and values, found " + describe(value));
    return Optional.empty();
  }

  private String single(YamlNode value, String where) {
    if (value instanceof YamlNode.Scalar scalar) {
      return scalar.text().strip();
    }
    findings.problem(where, value.line(), "expected text, found " + describe(value));
    return "";
  }

  private String at(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  private static String describe(YamlNode value) {
    return switch (value) {
      case YamlNode.Mapping _ -> "keys and values";
      case YamlNode.Sequence _ -> "a list";
      case YamlNode.Scalar(var text, var type, _) ->
          switch (type) {
            case TEXT -> "the text '" + Excerpt.of(text) + "'";
            case WHOLE_NUMBER, NUMBER -> "the number " + text;
            case FLAG -> text;
            case NOTHING -> "nothing";
          };
    };
  }
}
