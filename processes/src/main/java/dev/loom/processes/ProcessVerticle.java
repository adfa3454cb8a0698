package dev.loom.processes;

import dev.loom.contracts.Addresses;
import dev.loom.contracts.bus.Bus;
import dev.loom.contracts.bus.Permits;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.nio.file.Path;

/// Answers which process definitions there are and what each says. Each question has a platform
/// thread, because reading and parsing files blocks.
public final class ProcessVerticle extends VerticleBase {
  private static final Permits PERMITS = new Permits(2, 100);

  private final ProcessLibrary library;

  /// @param home Loom's home, whose folder `processes` holds the user's own definitions
  public ProcessVerticle(Path home) {
    library = new ProcessLibrary(home);
  }

  @Override
  public Future<?> start() {
    var bus = Bus.on(vertx);
    return Future.all(
        bus.serve(Addresses.PROCESS_LOAD, PERMITS, Bus.Threads.PLATFORM, library::load),
        bus.serve(Addresses.PROCESS_LIST, PERMITS, Bus.Threads.PLATFORM, library::list));
  }
}
