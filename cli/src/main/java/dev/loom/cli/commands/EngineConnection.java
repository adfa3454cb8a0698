package dev.loom.cli.commands;

import dev.loom.bus.secret.AccessToken;
import dev.loom.cli.client.EngineLauncher;
import dev.loom.cli.client.LocalEngine;
import dev.loom.cli.client.LoomClient;
import dev.loom.contracts.config.Home;
import dev.loom.contracts.config.LoomConfig;
import dev.loom.contracts.config.ResolveSettings;
import dev.loom.engine.Engine;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Connects a command to an engine: the one named by `--server` or `LOOM_URL`, the one running on
/// this home, or one that is started in the background and stays.
///
/// @param started whether the engine was started for this command
record EngineConnection(LoomClient client, boolean started) {
  /// Connects to a running engine, or starts one in the background.
  ///
  /// @param err receives the tasks that go on because of the start, a warning if `--set` has no
  ///   effect, and a line if the start takes long
  static EngineConnection open(ServerOption server, ConfigOption config, PrintWriter err)
      throws InterruptedException {
    var connection = connect(server, config, err);
    if (connection.started()) {
      EngineCommands.resumed(connection.client()).forEach(line -> err.println("loom: " + line));
    } else {
      config.reportUnused(
          Home.fromEnvironment(System.getenv()), connection.client().address(), err);
    }
    return connection;
  }

  /// As [#open], for a command that sends the settings with its task.
  static EngineConnection connect(ServerOption server, ConfigOption config, PrintWriter err)
      throws InterruptedException {
    var running = findRunning(server);
    var home = Home.fromEnvironment(System.getenv());
    if (running.isPresent()) {
      return new EngineConnection(running.get(), false);
    }
    var launcher =
        new EngineLauncher(home, config.arguments(), line -> err.println("loom: " + line));
    return new EngineConnection(launcher.connect(), true);
  }

  /// Returns the engine named by `--server` or `LOOM_URL`, else the engine running on this home, if
  /// any. Starts none.
  static Optional<LoomClient> findRunning(ServerOption server) throws InterruptedException {
    var remote = server.address(System.getenv());
    var home = Home.fromEnvironment(System.getenv());
    if (remote.isEmpty()) {
      return LocalEngine.find(home);
    }
    var local = LocalEngine.published(home);
    return local.isPresent() && local.get().address().equals(remote.get())
        ? local
        : remote.map(address -> new LoomClient(address, remoteToken(System.getenv())));
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
    private Optional<Path> projectFile;

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

    /// Returns the options for an engine that is started. What applies to a task is sent with it.
    List<String> arguments() {
      var arguments = new ArrayList<String>();
      flags.forEach(
          (key, value) -> {
            if (!ResolveSettings.isOfTask(key)) {
              arguments.addAll(List.of("--set", key + "=" + value));
            }
          });
      return arguments;
    }

    /// Returns the settings for a task that is submitted from the current directory. The engine
    /// itself reads `loom.toml` of the home.
    ProjectSettings forTask(Home home) {
      return ProjectSettings.read(projectFile(home), System.getenv(), flags);
    }

    /// Returns the directory whose `loom.toml` counts besides that of the home: the current one, if
    /// the user trusts it.
    Path directory(Home home) {
      return projectFile(home).map(Path::getParent).orElse(home.path());
    }

    private Optional<Path> projectFile(Home home) {
      if (projectFile == null) {
        projectFile =
            new TrustedProject(home, UserPrompt.ofTerminal(), System.err::println)
                .configFile(Path.of(""));
      }
      return projectFile;
    }

    LoomConfig read(Home home) {
      return Engine.loadConfig(home, directory(home), System.getenv(), flags);
    }
  }
}
