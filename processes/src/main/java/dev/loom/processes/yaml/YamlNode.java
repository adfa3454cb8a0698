package dev.loom.processes.yaml;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Represents a value of a YAML document.
public sealed interface YamlNode {
  /// Returns the line on which the value starts, counted from 1.
  int line();

  /// A single value.
  ///
  /// @param text the source text without quotes; empty for [Type#NULL]
  record Scalar(String text, Type type, int line) implements YamlNode {}

  /// A list of values.
  record Sequence(List<YamlNode> items, int line) implements YamlNode {
    public Sequence {
      items = List.copyOf(items);
    }
  }

  /// Values by key, in source order. A key is always text, even if it looks like a number.
  record Mapping(Map<String, YamlNode> entries, int line) implements YamlNode {
    public Mapping {
      entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
    }
  }

  /// The type of a scalar. A scalar that is not a JSON literal is text, for example `yes`, `017`
  /// and `2001-01-01`.
  enum Type {
    TEXT,
    INTEGER,
    NUMBER,
    BOOLEAN,
    NULL
  }
}
