package dev.loom.models;

import dev.loom.api.model.ModelResponse;

/// A response whose token usage is reported or estimated.
///
/// @param costUsd cost at the model's configured price, in US dollars
record MeteredResponse(ModelResponse response, double costUsd) {}
