package dev.loom.orchestrator.core;

import dev.loom.contracts.event.TaskEvent.SubtaskCompleted;
import dev.loom.contracts.event.TaskEvent.SubtaskFailed;
import dev.loom.contracts.task.Verdict;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Represents what a subtask's attempts have led to.
///
/// @param summary the result, or the reason of the failure, for users
/// @param verification the outcome of the last verification; empty before
/// @param failures the reasons of its failed attempts
/// @param failureCategory the category of the last failure; empty if there is none
public record SubtaskResult(
    String summary,
    double confidence,
    Optional<Verdict.Outcome> verification,
    List<String> failures,
    String failureCategory) {
  static final SubtaskResult NONE = new SubtaskResult("", 0, Optional.empty(), List.of(), "");

  public SubtaskResult {
    failures = List.copyOf(failures);
  }

  /// Returns the result without an outcome.
  SubtaskResult open(String newSummary) {
    return new SubtaskResult(newSummary, 0, Optional.empty(), failures, failureCategory);
  }

  SubtaskResult completed(SubtaskCompleted event) {
    return new SubtaskResult(
        event.summary(),
        event.confidence(),
        Optional.of(event.verification()),
        failures,
        failureCategory);
  }

  SubtaskResult failed(SubtaskFailed event) {
    var newFailures = Stream.concat(failures.stream(), Stream.of(event.feedback())).toList();
    var outcome =
        event.verificationTier() > 0
            ? Optional.of(Verdict.Outcome.FAILED)
            : Optional.<Verdict.Outcome>empty();
    return new SubtaskResult(event.feedback(), 0, outcome, newFailures, event.category());
  }
}
