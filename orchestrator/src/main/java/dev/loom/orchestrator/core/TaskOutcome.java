package dev.loom.orchestrator.core;

import java.time.Instant;

/// Represents how a task ended.
///
/// @param error why it failed or was cancelled; empty if completed
/// @param summary the result; empty unless completed
public record TaskOutcome(Instant at, String error, String summary) {}
