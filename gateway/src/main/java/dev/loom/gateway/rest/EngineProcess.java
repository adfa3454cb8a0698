package dev.loom.gateway.rest;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/// Describes the process that runs an engine, for `GET /engine` and `POST /shutdown`.
///
/// @param home directory of all stored data; empty if unknown
/// @param configFiles configuration files in effect, in increasing precedence
/// @param models names the models in one sentence
/// @param background whether the engine ends by itself when it is not used
/// @param stop ends the process; empty if it belongs to another program. Called on an event loop
///   and must not block
public record EngineProcess(
    String home,
    List<String> configFiles,
    Supplier<String> models,
    boolean background,
    Optional<Runnable> stop) {

  public EngineProcess {
    Objects.requireNonNull(home, "home");
    configFiles = List.copyOf(configFiles);
    Objects.requireNonNull(models, "models");
    Objects.requireNonNull(stop, "stop");
  }

  /// Describes an engine inside another program, which alone can end it.
  public static EngineProcess embedded() {
    return new EngineProcess("", List.of(), () -> "", false, Optional.empty());
  }
}
