package dev.loom.contracts.id;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdValidatorTest {
  @ParameterizedTest
  @ValueSource(strings = {"a", "A-b_9", "0"})
  void lettersDigitsHyphensAndUnderscoresAreValid(String id) {
    assertTrue(IdValidator.isValid(id));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-a", "_a", "a b", "a/b", "ä", "a.b"})
  void otherIdsAreInvalid(String id) {
    assertFalse(IdValidator.isValid(id));
  }

  @Test
  void idHasAtMost64Characters() {
    assertTrue(IdValidator.isValid("a".repeat(64)));
    assertFalse(IdValidator.isValid("a".repeat(65)));
    assertFalse(IdValidator.isValid(null));
  }

  @Test
  void messageNamesTheKindOfId() {
    var failure = assertThrows(IllegalArgumentException.class, () -> new TaskId("a b"));
    assertTrue(failure.getMessage().startsWith("a task id must have 1 to 64 characters"));
  }
}
