/// The one way rooms talk: [dev.loom.contracts.bus.Bus].
///
/// Ask and be answered (`ask`, `asking`), answer (`serve`, `answer`), or tell whoever listens
/// (`publish`, `listen`). Every question has a deadline, every server a bound, and every failure is
/// a [dev.loom.contracts.bus.ServiceError] that says whether trying again can help. The bus
/// forgets: it is at-most-once, so nothing durable rides on it alone.
package dev.loom.contracts.bus;
