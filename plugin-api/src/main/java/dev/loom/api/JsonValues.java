package dev.loom.api;

import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Creates deeply immutable, order-preserving copies of JSON-shaped values.
///
/// A JSON-shaped value is `null`, a `String`, a `Boolean`, a `Number`, a `List` of such values or a
/// `Map` from `String` to such values.
public final class JsonValues {
  /// Maximum nesting depth. Deeper values are rejected.
  public static final int DEPTH_MAX = 64;

  private JsonValues() {}

  /// Copies an object. Returns the argument itself if it is already such a copy.
  ///
  /// @param object a JSON-shaped map
  /// @return a deeply immutable copy in the same order
  /// @throws IllegalArgumentException if a value is not JSON-shaped or nests deeper than
  ///   [#DEPTH_MAX]
  public static Map<String, Object> copyOf(Map<?, ?> object) {
    return object instanceof ImmutableObject copy ? copy : copyObject(object, 0);
  }

  private static Map<String, Object> copyObject(Map<?, ?> object, int depth) {
    var fields = new LinkedHashMap<String, Object>();
    object.forEach(
        (key, value) -> {
          if (!(key instanceof String name)) {
            throw new IllegalArgumentException("JSON object keys must be strings, not " + key);
          }
          fields.put(name, copyValue(value, depth + 1));
        });
    return new ImmutableObject(fields);
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

  /// A finished copy, which is not copied again when it passes through several records.
  private static final class ImmutableObject extends AbstractMap<String, Object> {
    private final Map<String, Object> fields;

    ImmutableObject(Map<String, Object> fields) {
      this.fields = Collections.unmodifiableMap(fields);
    }

    @Override
    public Set<Entry<String, Object>> entrySet() {
      return fields.entrySet();
    }

    @Override
    public Object get(Object key) {
      return fields.get(key);
    }

    @Override
    public boolean containsKey(Object key) {
      return fields.containsKey(key);
    }
  }
}
