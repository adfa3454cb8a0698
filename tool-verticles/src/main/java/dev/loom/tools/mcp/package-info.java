/// Tools of MCP servers.
///
/// [dev.loom.tools.mcp.McpVerticle] keeps a `McpConnection` per configured server, each with a
/// thread that connects, registers the tools, and connects again when the server ends. The SDK
/// speaks the protocol; `StdioTransport` and `TrackedTransport` replace what it lacks: bounded
/// lines, tolerance of other output, cancellation, and an end of calls when the server dies.
package dev.loom.tools.mcp;
