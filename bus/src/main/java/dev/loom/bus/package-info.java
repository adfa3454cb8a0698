/// Typed requests and messages between modules. Entry point: [dev.loom.bus.Bus];
/// [dev.loom.bus.Addresses] lists all requests and topics.
///
/// Every request has a deadline, every handler a concurrency limit, and every failure is a
/// [dev.loom.contracts.error.ServiceError] that states whether a retry can succeed. Delivery is
/// at-most-once, so durable state never depends on the bus alone.
package dev.loom.bus;
