package dev.loom.orchestrator.core;

import java.time.Instant;

/// How a task ended.
///
/// @param error why it failed or was cancelled; empty when it was completed
/// @param summary what came of it; empty unless it was completed
public record TaskOutcome(Instant at, String error, String summary) {}
