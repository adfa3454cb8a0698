package dev.loom.examples;

import dev.loom.contracts.config.Home;
import dev.loom.contracts.task.TaskSpec;
import dev.loom.engine.Engine;
import dev.loom.engine.EngineOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// Embeds Loom in a Java program, with a custom tool and a custom model provider.
public final class EmbeddedLoom {
  private EmbeddedLoom() {}

  /// Counts the words of `README.md` in the given directory; default: the current one.
  public static void main(String[] arguments) throws InterruptedException, IOException {
    var directory = Path.of(arguments.length == 0 ? "" : arguments[0]).toAbsolutePath();
    System.out.println(summary(directory, Files.createTempDirectory("embedded-loom")));
  }

  /// Starts an engine, runs one task and closes the engine.
  ///
  /// @param home directory for the database of the engine
  /// @return status, summary and errors of the task
  static String summary(Path directory, Path home) throws InterruptedException {
    var loomHome = new Home(home);
    var config = Engine.loadConfig(loomHome, directory, Map.of(), Map.of("server.port", "0"));
    var options =
        EngineOptions.withDefaults(loomHome, config)
            .withTool(new WordCountTool())
            .withProvider(new CountingModel());
    try (var engine = Engine.start(options)) {
      engine.subscribe(event -> System.out.println(event.type().wireName()));
      var task =
          engine.execute(TaskSpec.create("Count the words of README.md", directory.toString()));
      return task.status() + ": " + task.result().summary() + task.result().errors();
    }
  }
}
