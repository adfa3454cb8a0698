package dev.loom.contracts.config;

/// Limits of tool calls that the settings of a task can change.
///
/// @param shellTimeoutSeconds maximum duration of a shell command
/// @param outputCharsMax maximum length of an output shown to a model, in characters
public record CallLimits(int shellTimeoutSeconds, int outputCharsMax) {}
