package dev.loom.contracts.config;

import java.util.Objects;

/// `[memory]`: storage.
///
/// @param databasePath SQLite file; empty for `loom.db` in Loom's home
/// @param readConnectionsMax number of read connections
public record MemoryConfig(@Expanded String databasePath, int readConnectionsMax) {
  public MemoryConfig {
    Objects.requireNonNull(databasePath, "databasePath");
    ConfigBounds.requireRange("memory.read_connections_max", readConnectionsMax, 1, 64);
  }

  public static MemoryConfig defaults() {
    return new MemoryConfig("", 4);
  }
}
