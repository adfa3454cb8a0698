/// Limits the rate of calls per account, so that an endpoint's rate limit delays calls instead of
/// failing them.
///
/// Entry point: [dev.loom.models.ratelimit.RateLimiter], one per account, shared by all its models.
/// Calls start in the order of their tickets; a rejected call keeps its ticket. [AdaptiveRate]
/// learns the rate from the endpoint's rejections.
package dev.loom.models.ratelimit;
