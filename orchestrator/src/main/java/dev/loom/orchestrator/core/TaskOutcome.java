package dev.loom.orchestrator.core;

import java.time.Instant;

/// Represents how a task ended.
///
/// @param error why it failed or was cancelled; empty if completed
/// @param summary the result; of a failed task, the results of its completed subtasks
public record TaskOutcome(Instant at, String error, String summary) {}
