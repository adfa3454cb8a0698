/// How fast the calls of one account begin, so that a rate limit slows work down and fails none.
///
/// The door is [dev.loom.models.ratelimit.RateLimiter]: one for each account, shared by all its
/// models. Calls go through it in the order in which they came; a call that was told to come again
/// keeps its place. [AdaptiveRate] learns from what the endpoint refuses. Nothing here knows what a
/// call is about.
package dev.loom.models.ratelimit;
