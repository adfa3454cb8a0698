package dev.loom.structure;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.bus.Address;
import dev.loom.bus.Addresses;
import dev.loom.bus.Topic;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class AddressLiteralsTest {
  private static final String ADDRESSES = "bus/src/main/java/dev/loom/bus/Addresses.java";
  private static final String BUS = "bus/src/main/java/dev/loom/bus/";

  @Test
  void addressNamesAreWrittenOnlyInAddresses() {
    var names = names();
    var found = new ArrayList<String>();
    for (var source : Repository.mainSources()) {
      if (!source.path().equals(ADDRESSES) && !source.path().startsWith(BUS)) {
        source.literals().stream()
            .filter(text -> names.stream().anyMatch(name -> isAddressLiteral(text, name)))
            .forEach(text -> found.add(source.path() + ": " + text));
      }
    }
    Violations.assertNone(found, "Use a constant of Addresses, or add one there.");
  }

  /// Returns whether a literal is an address name, an address with a key, or a prefix of one.
  private static boolean isAddressLiteral(String text, String name) {
    var literal = text.replaceAll("^\"+|\"+$", "").strip();
    return literal.equals(name) || literal.startsWith(name + ".") || isPrefixOf(literal, name);
  }

  private static boolean isPrefixOf(String literal, String name) {
    return literal.endsWith(".") && literal.length() > "loom.".length() && name.startsWith(literal);
  }

  private static List<String> names() {
    var names = new ArrayList<String>();
    for (var field : Addresses.class.getFields()) {
      try {
        switch (field.get(null)) {
          case Address<?, ?> address -> names.add(address.name());
          case Topic<?> topic -> names.add(topic.prefix());
          default -> throw new AssertionError(field + " is neither an address nor a topic");
        }
      } catch (IllegalAccessException closed) {
        throw new AssertionError(closed);
      }
    }
    assertTrue(names.stream().allMatch(name -> name.startsWith("loom.")), names::toString);
    return names;
  }

  @Test
  void onlyTheBusUsesTheEventBus() {
    var found = new ArrayList<String>();
    for (var source : Repository.mainSources()) {
      if (!source.path().startsWith(BUS) && source.code().contains(".eventBus()")) {
        found.add(source.path());
      }
    }
    Violations.assertNone(
        found,
        "Send, handle and publish messages through Bus.on(vertx): it checks types and deadlines.");
  }
}
