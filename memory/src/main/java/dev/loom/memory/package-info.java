/// Journal and stores; the only writer of the database.
///
/// Entry point: [dev.loom.memory.MemoryVerticle]. An append is acknowledged and published only
/// after its commit, which includes snapshot, idempotency key, learned patterns and webhook. Events
/// of a task are numbered without gaps. Only the audit interprets events.
package dev.loom.memory;
