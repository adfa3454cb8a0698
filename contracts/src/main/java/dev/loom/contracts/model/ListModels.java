package dev.loom.contracts.model;

/// Requests the configured models with their health. Checks the endpoints, so it may take a few
/// seconds.
public record ListModels() {}
