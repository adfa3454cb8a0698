package dev.loom.tools.mcp;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.loom.bus.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.TreeMap;

/// Remembers the description of each tool of an MCP server by a hash, so that a server cannot
/// exchange the words that a model obeys, or the parameters, without a user's approval. The first
/// description is accepted. Kept in `mcp-tools.json` of Loom's home. Thread-safe.
final class McpPins {
  private final Path file;
  private final Map<String, String> hashes;

  private McpPins(Path file, Map<String, String> hashes) {
    this.file = file;
    this.hashes = hashes;
  }

  /// Reads the pins of a home.
  ///
  /// @throws IOException if the file cannot be read or is not valid
  static McpPins read(Path home) throws IOException {
    var file = home.resolve("mcp-tools.json");
    var hashes =
        Files.exists(file)
            ? Json.mapper()
                .readValue(
                    Files.readAllBytes(file), new TypeReference<TreeMap<String, String>>() {})
            : new TreeMap<String, String>();
    return new McpPins(file, hashes);
  }

  /// Reports whether the description of a tool differs from the accepted one.
  synchronized boolean isChanged(String tool, String hash) {
    return !hashes.getOrDefault(tool, hash).equals(hash);
  }

  /// Accepts the description of a tool unless there is another.
  synchronized void acceptFirst(String tool, String hash) throws IOException {
    if (!hashes.containsKey(tool)) {
      accept(tool, hash);
    }
  }

  /// Accepts the description of a tool.
  synchronized void accept(String tool, String hash) throws IOException {
    if (hash.equals(hashes.put(tool, hash))) {
      return;
    }
    var attributes =
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    var written = Files.createTempFile(file.getParent(), "mcp-tools", ".tmp", attributes);
    Files.write(written, Json.mapper().writeValueAsBytes(hashes));
    Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
  }
}
