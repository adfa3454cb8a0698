package dev.loom.orchestrator.core;

import dev.loom.contracts.task.Verdict;
import java.util.Optional;

/// Represents what happened to an attempt's answer so far. [Scheduler] applies a verdict at once,
/// or when the task is resumed or the user has decided.
///
/// @param verdict empty if there is no answer, or it is being verified
/// @param approved whether the user approved the result
public record Review(Optional<Verdict> verdict, boolean approved) {
  static final Review NONE = new Review(Optional.empty(), false);
}
