package dev.loom.contracts;

import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Rejects records with missing components. The bus checks each message when it is sent; records
/// that are parts of messages or are stored check themselves with [#requireNonNull].
public final class RecordChecks {
  /// Accessors of the components that are not primitives, by record class.
  private static final ClassValue<List<Method>> ACCESSORS =
      new ClassValue<>() {
        @Override
        protected List<Method> computeValue(Class<?> type) {
          var accessors =
              Arrays.stream(type.getRecordComponents())
                  .filter(component -> !component.getType().isPrimitive())
                  .map(RecordComponent::getAccessor)
                  .toList();
          accessors.forEach(accessor -> accessor.setAccessible(true));
          return accessors;
        }
      };

  private RecordChecks() {}

  /// Returns the name of the first component that is null.
  public static Optional<String> findMissing(Record record) {
    for (var accessor : ACCESSORS.get(record.getClass())) {
      try {
        if (accessor.invoke(record) == null) {
          return Optional.of(accessor.getName());
        }
      } catch (ReflectiveOperationException exception) {
        throw new IllegalStateException(exception);
      }
    }
    return Optional.empty();
  }

  /// Requires every component of a record that is not a primitive.
  ///
  /// @return the record
  /// @throws NullPointerException naming the first missing component
  public static <R extends Record> R requireComplete(R record) {
    findMissing(record)
        .ifPresent(
            name -> {
              throw new NullPointerException(record.getClass().getSimpleName() + "." + name);
            });
    return record;
  }

  /// Requires every component of a record that is not a primitive, before it is created.
  ///
  /// @param values all these components, in the order of the record
  /// @throws NullPointerException naming the first missing component
  public static void requireNonNull(Class<? extends Record> type, Object... values) {
    for (int index = 0; index < values.length; index++) {
      if (values[index] == null) {
        throw new NullPointerException(ACCESSORS.get(type).get(index).getName());
      }
    }
  }
}
