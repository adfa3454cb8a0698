package dev.loom.orchestrator.core;

import dev.loom.contracts.task.Verdict;
import java.time.Instant;

/// Represents what happened to an attempt's answer so far.
public sealed interface Review {
  Review NONE = new None();

  /// There is no answer, or it is being verified.
  record None() implements Review {}

  /// Has a verdict. [Scheduler] applies it at once, or when the task is resumed.
  ///
  /// @param approved whether the user approved the result
  record Verified(Verdict verdict, boolean approved) implements Review {}

  /// Waits for the user's approval of the result.
  record AwaitingApproval(Verdict verdict, Instant expiresAt) implements Review {}
}
