/// HTTP connections that several modules open.
///
/// Entry point: [dev.loom.bus.http.HostAddresses].
package dev.loom.bus.http;
