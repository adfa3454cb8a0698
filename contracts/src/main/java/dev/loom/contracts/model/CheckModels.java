package dev.loom.contracts.model;

/// Requests a short test call to each model. May take minutes and costs a few tokens per model.
public record CheckModels() {}
