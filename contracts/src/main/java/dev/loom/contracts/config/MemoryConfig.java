package dev.loom.contracts.config;

import java.util.Objects;

/// `[memory]`: where everything is kept.
///
/// @param databasePath the SQLite file; `~` is the user's home, empty for `loom.db` in Loom's home
/// @param readConnectionsMax connections for reading
public record MemoryConfig(String databasePath, int readConnectionsMax) {
  public MemoryConfig {
    Objects.requireNonNull(databasePath, "databasePath");
    ConfigBounds.requireRange("memory.read_connections_max", readConnectionsMax, 1, 64);
  }

  public static MemoryConfig defaults() {
    return new MemoryConfig("", 4);
  }
}
