/// HTTP for tool calls, confined to public addresses.
///
/// [dev.loom.tools.http.GuardedHttpClient] serves all calls of an engine;
/// [dev.loom.bus.http.AddressPolicy] decides on addresses and knows nothing of tools.
package dev.loom.tools.http;
