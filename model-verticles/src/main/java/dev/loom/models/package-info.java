/// Model calls: completes requests with the most suitable model.
///
/// Entry point: [dev.loom.models.ModelHostVerticle]. A router selects models by role, tier, circuit
/// state and load. Each model is wrapped with limits, retries and a circuit breaker, and all models
/// of one account share a rate limiter (`ratelimit`). Each protocol or kind of provider has its own
/// package below this one. This module has no knowledge of tasks, plans or tool execution.
package dev.loom.models;
