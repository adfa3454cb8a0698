package dev.loom.tools.mcp;

import io.modelcontextprotocol.spec.McpClientTransport;
import java.util.concurrent.CompletableFuture;

/// An open way to an MCP server.
///
/// @param ended completes with a reason for users when the server is gone
/// @param needsPings whether only requests show that the server is gone
/// @param onClose ends the server
record ServerLink(
    McpClientTransport transport,
    CompletableFuture<String> ended,
    boolean needsPings,
    Runnable onClose)
    implements AutoCloseable {
  @Override
  public void close() {
    onClose.run();
  }
}
