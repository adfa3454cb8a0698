package dev.loom.processes;

import dev.loom.contracts.Addresses;
import dev.loom.contracts.bus.Bus;
import dev.loom.contracts.bus.ConcurrencyLimit;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.nio.file.Path;

/// Answers which process definitions there are and what each says. Each question has a platform
/// thread, because reading and parsing files blocks.
public final class ProcessVerticle extends VerticleBase {
  private static final ConcurrencyLimit PERMITS = new ConcurrencyLimit(2, 100);

  private final ProcessLibrary library;

  /// @param home Loom's home, whose folder `processes` holds the user's own definitions
  public ProcessVerticle(Path home) {
    library = new ProcessLibrary(home);
  }

  @Override
  public Future<?> start() {
    var bus = Bus.on(vertx);
    return Future.all(
        bus.handleBlocking(Addresses.PROCESS_LOAD, PERMITS, Bus.ThreadKind.PLATFORM, library::load),
        bus.handleBlocking(
            Addresses.PROCESS_LIST, PERMITS, Bus.ThreadKind.PLATFORM, library::list));
  }
}
