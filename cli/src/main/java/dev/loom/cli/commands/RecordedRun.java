package dev.loom.cli.commands;

import dev.loom.cli.client.ClientException;
import dev.loom.cli.client.LocalEngine;
import dev.loom.cli.client.LoomClient;
import dev.loom.contracts.config.Home;
import dev.loom.engine.Engine;
import dev.loom.engine.EngineOptions;
import java.nio.file.Path;

/// Runs an engine in this process that records its first task, for `loom run --record`.
final class RecordedRun {
  private RecordedRun() {}

  /// What to do with the engine.
  interface Run {
    int with(LoomClient client, String summary) throws InterruptedException;
  }

  /// @param transcript file to create
  /// @throws IllegalArgumentException if another engine is in use
  static int run(
      EngineConnection.ServerOption server,
      EngineConnection.ConfigOption config,
      Path transcript,
      Run run)
      throws InterruptedException {
    var home = Home.fromEnvironment(System.getenv());
    try {
      LocalEngine.replaceBackground(home);
    } catch (ClientException busy) {
      throw inUse();
    }
    if (EngineConnection.findRunning(server).isPresent()) {
      throw inUse();
    }
    var options = EngineOptions.withDefaults(home, config.read(home).withPort(0));
    try (var engine = Engine.start(options.withTranscript(transcript))) {
      return run.with(
          LocalEngine.published(home).orElseThrow(),
          engine.modelSummary() + " " + engine.sandboxSummary());
    }
  }

  private static IllegalArgumentException inUse() {
    return new IllegalArgumentException(
        "--record starts its own engine, but one is already running. Restart that engine with"
            + " --set recording.directory=DIR, or use another home with LOOM_HOME.");
  }
}
