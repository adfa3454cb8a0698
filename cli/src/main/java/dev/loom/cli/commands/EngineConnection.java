package dev.loom.cli.commands;

import dev.loom.bus.secret.AccessToken;
import dev.loom.cli.client.LoomClient;
import dev.loom.contracts.config.LoomConfig;
import dev.loom.engine.Engine;
import dev.loom.engine.EngineOptions;
import dev.loom.engine.Home;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// Connects a command to an engine: the one named by `--server` or `LOOM_URL`, the one running on
/// this home, or one that this process starts and stops with the command.
final class EngineConnection implements AutoCloseable {
  private final LoomClient client;
  private final Optional<Engine> ownEngine;

  private EngineConnection(LoomClient client, Optional<Engine> ownEngine) {
    this.client = client;
    this.ownEngine = ownEngine;
  }

  /// Starts an engine that records its first task.
  ///
  /// @param transcript file to create
  /// @throws IllegalArgumentException if an engine is already running
  static EngineConnection startRecording(
      ServerOption server, ConfigOption config, PrintWriter err, Path transcript)
      throws InterruptedException {
    if (findRunning(server).isPresent()) {
      throw new IllegalArgumentException(
          "--record starts its own engine, but one is already running. Restart that engine with"
              + " --set recording.directory=DIR, or use another home with LOOM_HOME.");
    }
    return open(server, config, err, options -> Engine.start(options.withTranscript(transcript)));
  }

  /// Connects to a running engine, or starts one on any free port.
  ///
  /// @param err receives a warning if `--set` has no effect
  /// @param starter starts the engine; [Engine#startWithoutResuming] for commands that start no
  ///   task
  static EngineConnection open(
      ServerOption server,
      ConfigOption config,
      PrintWriter err,
      Function<EngineOptions, Engine> starter)
      throws InterruptedException {
    var running = findRunning(server);
    var home = Home.fromEnvironment(System.getenv());
    if (running.isPresent()) {
      config.reportUnused(home, running.get().address(), err);
      return new EngineConnection(running.get(), Optional.empty());
    }
    var engine = starter.apply(EngineOptions.withDefaults(home, config.read(home).withPort(0)));
    return new EngineConnection(connect(home, engine.address()), Optional.of(engine));
  }

  /// Returns the engine named by `--server` or `LOOM_URL`, else the healthy engine running on this
  /// home, if any. Starts none.
  static Optional<LoomClient> findRunning(ServerOption server) throws InterruptedException {
    var remote = server.address(System.getenv());
    var home = Home.fromEnvironment(System.getenv());
    var local = Engine.findRunning(home);
    if (remote.isPresent() && !remote.equals(local)) {
      return remote.map(address -> new LoomClient(address, remoteToken(System.getenv())));
    }
    var running = local.map(address -> connect(home, address));
    return remote.isPresent() || running.isPresent() && running.get().isHealthy()
        ? running
        : Optional.empty();
  }

  private static LoomClient connect(Home home, URI address) {
    return new LoomClient(address, AccessToken.read(home.path()));
  }

  /// Returns the token for an engine of another home.
  ///
  /// @throws IllegalArgumentException if `LOOM_TOKEN` is malformed
  static Optional<AccessToken> remoteToken(Map<String, String> environment) {
    var text = environment.getOrDefault("LOOM_TOKEN", "");
    try {
      return text.isBlank() ? Optional.empty() : Optional.of(AccessToken.parse(text));
    } catch (IllegalArgumentException failure) {
      throw new IllegalArgumentException("LOOM_TOKEN " + failure.getMessage(), failure);
    }
  }

  LoomClient client() {
    return client;
  }

  /// Returns the engine that this command started, if any.
  Optional<Engine> ownEngine() {
    return ownEngine;
  }

  @Override
  public void close() {
    ownEngine.ifPresent(Engine::close);
  }

  /// The option `--server URL`.
  static final class ServerOption {
    @picocli.CommandLine.Option(
        names = "--server",
        paramLabel = "URL",
        description =
            "Engine to connect to; default: LOOM_URL, or the engine running on this home.")
    private String url;

    Optional<URI> address(Map<String, String> environment) {
      var text = url != null ? url : environment.getOrDefault("LOOM_URL", "");
      if (text.isBlank()) {
        return Optional.empty();
      }
      try {
        var address = URI.create(text);
        if (address.getHost() != null && address.getScheme().startsWith("http")) {
          return Optional.of(address);
        }
      } catch (IllegalArgumentException ignored) {
        // Reported below.
      }
      throw new IllegalArgumentException("Not an http address: " + text);
    }
  }

  /// The option `--set KEY=VALUE`.
  static final class ConfigOption {
    @picocli.CommandLine.Option(
        names = "--set",
        paramLabel = "KEY=VALUE",
        description = "Override a configuration key, such as server.port=9001.")
    private Map<String, String> flags = new LinkedHashMap<>();

    private boolean reported;

    void set(String key, String value) {
      flags.put(key, value);
    }

    /// Reports to the user, once, that the keys have no effect because an engine is already
    /// running.
    ///
    /// @throws dev.loom.engine.config.ConfigException if that engine would not accept them either
    void reportUnused(Home home, URI engine, PrintWriter err) {
      if (!flags.isEmpty() && !reported) {
        reported = true;
        read(home);
        err.println("loom: --set has no effect: an engine is already running at " + engine + ".");
      }
    }

    LoomConfig read(Home home) {
      return Engine.loadConfig(home, Path.of(""), System.getenv(), flags);
    }
  }
}
