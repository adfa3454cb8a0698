package dev.loom.models;

import dev.loom.api.model.ModelResponse;

/// A response with its token usage, reported or estimated, and its cost.
///
/// @param costUsd cost at the model's configured price, in US dollars
record MeteredResponse(ModelResponse response, double costUsd) {}
