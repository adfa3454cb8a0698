package dev.loom.contracts.model;

/// Asks each model something small, to see whether it works. May take minutes, and costs a few
/// tokens a model.
public record CheckModels() {}
