/// HTTP connections that several modules open.
///
/// Entry points: [dev.loom.bus.http.HostAddresses] for configured hosts, and
/// [dev.loom.bus.http.GuardedConnector] for those that a model or a client names.
package dev.loom.bus.http;
