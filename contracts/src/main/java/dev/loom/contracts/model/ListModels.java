package dev.loom.contracts.model;

/// Asks which models there are. They are asked for their health, so this may take a few seconds.
public record ListModels() {}
