package dev.loom.contracts.tool;

/// Requests the available tools.
public record ListTools() {}
