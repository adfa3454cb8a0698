package dev.loom.processes;

import dev.loom.bus.Addresses;
import dev.loom.bus.Bus;
import dev.loom.bus.ConcurrencyLimit;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.nio.file.Path;

/// Handles the requests to list and to load process definitions. Each request runs on a platform
/// thread, because reading and parsing files blocks.
public final class ProcessVerticle extends VerticleBase {
  private static final ConcurrencyLimit LIMIT = new ConcurrencyLimit(2, 100);

  private final ProcessLibrary library;

  /// @param home Loom's home, whose directory `processes` contains the user's definitions
  public ProcessVerticle(Path home) {
    library = new ProcessLibrary(home);
  }

  @Override
  public Future<?> start() {
    var bus = Bus.on(vertx);
    return Future.all(
        bus.handleBlocking(Addresses.PROCESS_LOAD, LIMIT, Bus.ThreadKind.PLATFORM, library::load),
        bus.handleBlocking(Addresses.PROCESS_LIST, LIMIT, Bus.ThreadKind.PLATFORM, library::list));
  }
}
