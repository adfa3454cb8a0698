package dev.loom.tools.host;

import dev.loom.bus.Bus;
import dev.loom.bus.http.AddressPolicy;
import dev.loom.bus.http.OwnPort;
import dev.loom.contracts.config.ToolsConfig;
import dev.loom.tools.change.ChangeLog;
import dev.loom.tools.file.SeenFiles;
import dev.loom.tools.http.GuardedHttpClient;
import dev.loom.tools.process.BackgroundProcesses;
import dev.loom.tools.sandbox.SandboxSelection;
import io.vertx.core.Vertx;
import io.vertx.core.shareddata.LocalMap;
import io.vertx.core.shareddata.Shareable;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/// What all tool hosts of an engine share: configuration, change log, the order of writing calls,
/// the limit on running calls, the background processes, the sandbox, the HTTP client, and the bus.
///
/// @param home Loom's own directory
/// @param seenFiles what models have seen of the files they work on
/// @param running permits of running calls
public record SharedHostState(
    ToolsConfig config,
    Path home,
    ChangeLog changes,
    WriteLocks writeLocks,
    SeenFiles seenFiles,
    Semaphore running,
    BackgroundProcesses background,
    SandboxSelection sandbox,
    GuardedHttpClient http,
    Bus bus)
    implements Shareable {
  /// Creates the state of an engine.
  ///
  /// @param changes closed by the caller
  /// @param background closed by the caller
  /// @throws IllegalArgumentException if an allowed host of the configuration is invalid
  public SharedHostState(
      Vertx vertx,
      ToolsConfig config,
      Path home,
      ChangeLog changes,
      BackgroundProcesses background,
      SandboxSelection sandbox) {
    this(
        config,
        home,
        changes,
        new WriteLocks(),
        new SeenFiles(),
        new Semaphore(config.parallelMax(), true),
        background,
        sandbox,
        new GuardedHttpClient(vertx, addressPolicy(vertx, config)),
        Bus.on(vertx));
  }

  /// Returns which hosts tools and their processes may contact.
  public static AddressPolicy addressPolicy(Vertx vertx, ToolsConfig config) {
    return AddressPolicy.publicAnd(
        "tools.http_allowed_hosts", config.httpAllowedHosts(), OwnPort.of(vertx));
  }

  /// Offers the state to the hosts that verticles of the same Vert.x instance start.
  public void publish(Vertx vertx) {
    map(vertx).put("", this);
  }

  /// Withdraws the state when the engine stops.
  public static void remove(Vertx vertx) {
    map(vertx).remove("");
  }

  /// Returns the state of the engine on a Vert.x instance; empty if none runs there.
  public static Optional<SharedHostState> find(Vertx vertx) {
    return Optional.ofNullable(map(vertx).get(""));
  }

  private static LocalMap<String, SharedHostState> map(Vertx vertx) {
    return vertx.sharedData().getLocalMap(SharedHostState.class.getName());
  }
}
