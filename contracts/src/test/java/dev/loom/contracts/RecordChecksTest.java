package dev.loom.contracts;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

final class RecordChecksTest {
  private record Sample(int number, String text, boolean flag, List<String> items) {}

  @Test
  void namesTheFirstMissingComponentAndSkipsPrimitives() {
    assertEquals("items", messageOf("text", null));
    assertEquals("text", messageOf(null, null));
  }

  @Test
  void acceptsCompleteComponents() {
    assertDoesNotThrow(() -> RecordChecks.requireNonNull(Sample.class, "text", List.of()));
  }

  @Test
  void incompleteRecordIsRejectedByComponent() {
    var complete = new Sample(1, "text", true, List.of());
    assertSame(complete, RecordChecks.requireComplete(complete));
    var incomplete = new Sample(1, "text", true, null);
    var failure =
        assertThrows(NullPointerException.class, () -> RecordChecks.requireComplete(incomplete));
    assertEquals("Sample.items", failure.getMessage());
  }

  private static String messageOf(Object... values) {
    return assertThrows(
            NullPointerException.class, () -> RecordChecks.requireNonNull(Sample.class, values))
        .getMessage();
  }
}
