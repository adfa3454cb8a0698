package dev.loom.models;

import dev.loom.api.model.ModelResponse;

/// An answer whose tokens are known, or reckoned.
///
/// @param costUsd by the model's configured price, in US dollars
record MeteredResponse(ModelResponse response, double costUsd) {}
