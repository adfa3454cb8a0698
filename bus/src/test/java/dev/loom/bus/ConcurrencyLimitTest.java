package dev.loom.bus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConcurrencyLimitTest {
  @Test
  void queueMayBeEmpty() {
    assertEquals(0, new ConcurrencyLimit(1, 0).waitingMax());
  }

  @ParameterizedTest
  @CsvSource({"0, 5", "-1, 5", "1, -1"})
  void limitThatAdmitsNoRequestIsRejected(int running, int waiting) {
    assertThrows(IllegalArgumentException.class, () -> new ConcurrencyLimit(running, waiting));
  }
}
