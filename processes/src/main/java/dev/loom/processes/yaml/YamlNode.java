package dev.loom.processes.yaml;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A value of a YAML document, and the line it starts on, counted from 1.
public sealed interface YamlNode {
  /// Where it starts, counted from 1.
  int line();

  /// A single value.
  ///
  /// @param text as it was written, without quotes; empty for [Type#NOTHING]
  record Scalar(String text, Type type, int line) implements YamlNode {}

  /// A list of values.
  record Sequence(List<YamlNode> items, int line) implements YamlNode {
    public Sequence {
      items = List.copyOf(items);
    }
  }

  /// Values by key, in the order they were written. A key is the text that was written, whatever it
  /// looks like.
  record Mapping(Map<String, YamlNode> entries, int line) implements YamlNode {
    public Mapping {
      entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
    }
  }

  /// What a single value looks like. Only what JSON knows is anything but text: not `yes`, not
  /// `017`, not `2001-01-01`.
  enum Type {
    TEXT,
    INTEGER,
    NUMBER,
    BOOLEAN,
    NULL
  }
}
