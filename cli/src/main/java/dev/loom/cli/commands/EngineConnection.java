package dev.loom.cli.commands;

import dev.loom.cli.client.LoomClient;
import dev.loom.contracts.config.LoomConfig;
import dev.loom.engine.Engine;
import dev.loom.engine.EngineOptions;
import dev.loom.engine.Home;
import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// The engine that a command talks to: one that was named, the one that runs on this home, or one
/// that lives as long as the command.
final class EngineConnection implements AutoCloseable {
  private final LoomClient client;
  private final Optional<Engine> ownEngine;

  private EngineConnection(LoomClient client, Optional<Engine> ownEngine) {
    this.client = client;
    this.ownEngine = ownEngine;
  }

  /// An engine that is there already, or else one of our own on any free port.
  static EngineConnection openOrStart(ServerOption server, ConfigOption config)
      throws InterruptedException {
    return open(server, config, Engine::start);
  }

  /// An engine of our own that records its first task. One that is there already cannot be told to.
  ///
  /// @param transcript the new file
  static EngineConnection startRecording(ServerOption server, ConfigOption config, Path transcript)
      throws InterruptedException {
    if (findRunning(server).isPresent()) {
      throw new IllegalArgumentException(
          "--record needs an engine of its own, and one runs here already. Start that one with"
              + " --set recording.directory=DIR, or give this run another home with LOOM_HOME.");
    }
    return open(server, config, options -> Engine.start(options.withTranscript(transcript)));
  }

  /// An engine that is there already, or else one of our own that goes on with no task: to look at
  /// what is there.
  static EngineConnection openReadOnly(ServerOption server, ConfigOption config)
      throws InterruptedException {
    return open(server, config, Engine::startReadOnly);
  }

  private static EngineConnection open(
      ServerOption server, ConfigOption config, Function<EngineOptions, Engine> starter)
      throws InterruptedException {
    var running = findRunning(server);
    if (running.isPresent()) {
      return new EngineConnection(running.get(), Optional.empty());
    }
    var home = Home.fromEnvironment(System.getenv());
    var engine = starter.apply(EngineOptions.withDefaults(home, config.read(home).withPort(0)));
    return new EngineConnection(new LoomClient(engine.address()), Optional.of(engine));
  }

  /// An engine that is there already.
  static Optional<LoomClient> findRunning(ServerOption server) throws InterruptedException {
    var named = server.address(System.getenv());
    if (named.isPresent()) {
      return named.map(LoomClient::new);
    }
    var running = Engine.findRunning(Home.fromEnvironment(System.getenv())).map(LoomClient::new);
    return running.isPresent() && running.get().isHealthy() ? running : Optional.empty();
  }

  LoomClient client() {
    return client;
  }

  /// The engine that this command started, if it did.
  Optional<Engine> ownEngine() {
    return ownEngine;
  }

  @Override
  public void close() {
    ownEngine.ifPresent(Engine::close);
  }

  /// `--server URL`, shared by all commands that talk to an engine.
  static final class ServerOption {
    @picocli.CommandLine.Option(
        names = "--server",
        paramLabel = "URL",
        description =
            "The engine to talk to; default: LOOM_URL, or the one that runs on this home.")
    private String url;

    Optional<URI> address(Map<String, String> environment) {
      var named = url != null ? url : environment.getOrDefault("LOOM_URL", "");
      if (named.isBlank()) {
        return Optional.empty();
      }
      try {
        var address = URI.create(named);
        if (address.getHost() != null && address.getScheme().startsWith("http")) {
          return Optional.of(address);
        }
      } catch (IllegalArgumentException malformed) {
        // Said below.
      }
      throw new IllegalArgumentException("Not an http address: " + named);
    }
  }

  /// `--set KEY=VALUE`, shared by all commands that may start an engine.
  static final class ConfigOption {
    @picocli.CommandLine.Option(
        names = "--set",
        paramLabel = "KEY=VALUE",
        description =
            "A configuration key for this run, such as execution.max_parallel_subtasks=8.")
    private Map<String, String> flags = new LinkedHashMap<>();

    void set(String key, String value) {
      flags.put(key, value);
    }

    LoomConfig read(Home home) {
      return Engine.loadConfig(home, Path.of(""), System.getenv(), flags);
    }
  }
}
