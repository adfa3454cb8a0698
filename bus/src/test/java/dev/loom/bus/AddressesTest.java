package dev.loom.bus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class AddressesTest {
  private static Stream<Object> constants(Class<?> type) {
    return Arrays.stream(Addresses.class.getFields())
        .filter(field -> field.getType() == type)
        .map(
            field -> {
              try {
                return field.get(null);
              } catch (IllegalAccessException impossible) {
                throw new IllegalStateException(impossible);
              }
            });
  }

  @Test
  void everyNameIsUsedOnce() {
    var names =
        Stream.concat(
                constants(Address.class).map(address -> ((Address<?, ?>) address).name()),
                constants(Topic.class).map(topic -> ((Topic<?>) topic).prefix()))
            .toList();
    assertEquals(names.size(), Set.copyOf(names).size(), names::toString);
    assertTrue(names.stream().allMatch(name -> name.startsWith("loom.")), names::toString);
  }

  @Test
  void noRequestOutlivesTheLongestTool() {
    constants(Address.class)
        .map(address -> ((Address<?, ?>) address).deadline())
        .forEach(deadline -> assertTrue(deadline.compareTo(Addresses.TOOL_RUN.deadline()) <= 0));
  }
}
