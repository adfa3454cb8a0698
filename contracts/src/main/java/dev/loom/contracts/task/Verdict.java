package dev.loom.contracts.task;

import java.util.List;
import java.util.Objects;

/// What verification found.
///
/// @param outcome the judgement
/// @param tier the highest tier that looked
/// @param confidence 0 to 1
/// @param feedback for a person and for the next attempt; empty when there is nothing to say
/// @param checks what was looked at, one line each
public record Verdict(
    Outcome outcome, int tier, double confidence, String feedback, List<Check> checks) {
  public Verdict {
    Objects.requireNonNull(outcome, "outcome");
    Objects.requireNonNull(feedback, "feedback");
    checks = List.copyOf(checks);
    if (!(confidence >= 0 && confidence <= 1)) {
      throw new IllegalArgumentException("confidence is 0 to 1");
    }
  }

  /// The judgement.
  public enum Outcome {
    /// Looked at, and good.
    VERIFIED,
    /// Nothing speaks against it, but it could not be looked at as its tier demands.
    UNVERIFIED,
    /// Looked at, and not good.
    FAILED
  }

  /// Whether the attempt may stand.
  public boolean passed() {
    return outcome != Outcome.FAILED;
  }

  /// One thing that was looked at.
  public record Check(String name, boolean passed, String detail) {
    public Check {
      Objects.requireNonNull(name, "name");
      Objects.requireNonNull(detail, "detail");
    }
  }
}
