package dev.loom.contracts.task;

import dev.loom.contracts.RecordChecks;
import java.util.List;

/// Result of verifying an attempt.
///
/// @param outcome overall outcome
/// @param tier highest tier applied
/// @param confidence 0 to 1
/// @param feedback feedback for users and the next attempt, may be empty
/// @param checks performed checks
public record Verdict(
    Outcome outcome, int tier, double confidence, String feedback, List<Check> checks) {
  public Verdict {
    RecordChecks.requireNonNull(Verdict.class, outcome, feedback, checks);
    checks = List.copyOf(checks);
    if (!(confidence >= 0 && confidence <= 1)) {
      throw new IllegalArgumentException("confidence must be 0 to 1");
    }
  }

  /// Overall outcome.
  public enum Outcome {
    /// Verified successfully.
    VERIFIED,
    /// No check failed, but the result could not be verified as thoroughly as its tier requires.
    UNVERIFIED,
    /// Verification failed.
    FAILED
  }

  /// Reports whether the attempt is accepted.
  public boolean passed() {
    return outcome != Outcome.FAILED;
  }

  /// Single check of a verification.
  public record Check(String name, boolean passed, String detail) {
    public Check {
      RecordChecks.requireNonNull(Check.class, name, detail);
    }
  }
}
