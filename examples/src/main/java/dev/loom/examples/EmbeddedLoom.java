package dev.loom.examples;

import dev.loom.contracts.task.TaskSpec;
import dev.loom.engine.Engine;
import dev.loom.engine.EngineOptions;
import dev.loom.engine.Home;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// Loom inside another Java program, with a tool and a model of the program's own.
public final class EmbeddedLoom {
  private EmbeddedLoom() {}

  /// Counts the words of `README.md` in the directory that is named, or in the current one.
  public static void main(String[] arguments) throws InterruptedException, IOException {
    var directory = Path.of(arguments.length == 0 ? "" : arguments[0]).toAbsolutePath();
    System.out.println(summary(directory, Files.createTempDirectory("embedded-loom")));
  }

  /// Starts an engine, does one task, closes the engine.
  ///
  /// @param home a directory for the engine to keep its database in
  /// @return what came of the task
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
      return task.status() + ": " + task.summary() + task.errors();
    }
  }
}
