package dev.loom.contracts.task;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VerdictTest {
  private static Verdict verdict(Verdict.Outcome outcome, double confidence) {
    return new Verdict(outcome, 1, confidence, "", List.of());
  }

  @Test
  void onlyAFailedVerdictRejectsTheAttempt() {
    assertTrue(verdict(Verdict.Outcome.VERIFIED, 1).passed());
    assertTrue(verdict(Verdict.Outcome.UNVERIFIED, 0).passed());
    assertFalse(verdict(Verdict.Outcome.FAILED, 1).passed());
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.1, 1.1, Double.NaN})
  void confidenceOutsideItsBoundsIsRejected(double confidence) {
    assertThrows(
        IllegalArgumentException.class, () -> verdict(Verdict.Outcome.VERIFIED, confidence));
  }
}
