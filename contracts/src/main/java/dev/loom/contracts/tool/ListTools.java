package dev.loom.contracts.tool;

/// Asks which tools there are.
public record ListTools() {}
