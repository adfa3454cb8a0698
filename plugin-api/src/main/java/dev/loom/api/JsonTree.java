package dev.loom.api;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Deep, order-keeping, immutable copies of JSON-shaped values.
///
/// A JSON-shaped value is `null`, a `String`, a `Boolean`, a `Number`, a `List` of such values or a
/// `Map` from `String` to such values.
public final class JsonTree {
  /// Deeper values are refused: nothing a model or a tool says sensibly nests like this.
  public static final int DEPTH_MAX = 64;

  private JsonTree() {}

  /// Copies an object.
  ///
  /// @param object a JSON-shaped map
  /// @return a deeply immutable copy in the same order
  /// @throws IllegalArgumentException when a value is not JSON-shaped or nests deeper than
  ///   [#DEPTH_MAX]
  public static Map<String, Object> copyOf(Map<?, ?> object) {
    return copyObject(object, 0);
  }

  private static Map<String, Object> copyObject(Map<?, ?> object, int depth) {
    var copy = new LinkedHashMap<String, Object>();
    object.forEach(
        (key, value) -> {
          if (!(key instanceof String name)) {
            throw new IllegalArgumentException("a JSON object's key is a string, not " + key);
          }
          copy.put(name, copyValue(value, depth + 1));
        });
    return Collections.unmodifiableMap(copy);
  }

  private static Object copyValue(Object value, int depth) {
    if (depth > DEPTH_MAX) {
      throw new IllegalArgumentException("a JSON value nests deeper than " + DEPTH_MAX);
    }
    return switch (value) {
      case null -> null;
      case String text -> text;
      case Boolean flag -> flag;
      case Number number -> number;
      case Map<?, ?> object -> copyObject(object, depth);
      case List<?> list -> {
        var copy = new ArrayList<Object>(list.size());
        list.forEach(item -> copy.add(copyValue(item, depth + 1)));
        yield Collections.unmodifiableList(copy);
      }
      default ->
          throw new IllegalArgumentException(
              "not a JSON value: " + value.getClass().getSimpleName());
    };
  }
}
