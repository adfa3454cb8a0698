package dev.loom.contracts;

import java.util.Arrays;

/// Rejects records with missing components.
public final class RecordChecks {
  private RecordChecks() {}

  /// Requires every component of a record that is not a primitive.
  ///
  /// @param values all these components, in the order of the record
  /// @throws NullPointerException naming the first missing component
  public static void requireNonNull(Class<? extends Record> type, Object... values) {
    for (int index = 0; index < values.length; index++) {
      if (values[index] == null) {
        throw new NullPointerException(names(type)[index]);
      }
    }
  }

  private static String[] names(Class<? extends Record> type) {
    return Arrays.stream(type.getRecordComponents())
        .filter(component -> !component.getType().isPrimitive())
        .map(component -> component.getName())
        .toArray(String[]::new);
  }
}
