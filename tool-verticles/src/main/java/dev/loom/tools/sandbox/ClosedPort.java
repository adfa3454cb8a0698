package dev.loom.tools.sandbox;

import dev.loom.tools.os.LandlockRules;
import java.io.IOException;
import java.util.Optional;
import java.util.function.IntSupplier;

/// Keeps processes that may use the network from the engine's own port, where the kernel offers it.
/// The gateway refuses their changes in any case. Thread-safe.
final class ClosedPort {
  private final IntSupplier port;
  private int closed;
  private Optional<LandlockRules> rules = Optional.empty();

  /// @param port of the engine's server; 0 before it listens
  ClosedPort(IntSupplier port) {
    this.port = port;
  }

  /// Returns the rules for the thread that starts a process, empty if it has no network anyway.
  ///
  /// @param network whether the process may use the network
  synchronized Optional<LandlockRules> rules(boolean network) throws IOException {
    int current = port.getAsInt();
    if (!network || current == 0 || !LandlockRules.havePorts()) {
      return Optional.empty();
    }
    if (current != closed) {
      rules = Optional.of(LandlockRules.allPortsBut(current));
      closed = current;
    }
    return rules;
  }
}
