/// Journal and stores; the only writer of the database.
///
/// Entry point: [dev.loom.memory.MemoryVerticle]. An append is acknowledged and published only
/// after its commit, together with everything that belongs to it: idempotency key, learned patterns
/// and webhook. Events of a task are numbered without gaps. This module does not interpret events.
package dev.loom.memory;
