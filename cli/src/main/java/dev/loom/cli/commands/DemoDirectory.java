package dev.loom.cli.commands;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

/// Temporary directory of the demo with a Loom home and a small workspace. Closing it deletes it.
final class DemoDirectory implements AutoCloseable {
  /// Goal of the demo task.
  static final String GOAL =
      "Clean this shop up: remove the folder old-build, and list every TODO of its sources in"
          + " TODO.md";

  /// Files of the workspace, stored as resources.
  private static final List<String> FILES =
      List.of(
          "README.md", "src/cart.js", "src/price.js", "old-build/app.js", "old-build/app.js.map");

  private final Path path;

  private DemoDirectory(Path path) {
    this.path = path;
  }

  static DemoDirectory create() throws IOException {
    var directory = new DemoDirectory(Files.createTempDirectory("loom-demo-").toRealPath());
    for (var file : FILES) {
      copy("shop/" + file, directory.workspace().resolve(file));
    }
    return directory;
  }

  Path path() {
    return path;
  }

  Path home() {
    return path.resolve("home");
  }

  /// Returns the workspace.
  Path workspace() {
    return path.resolve("shop");
  }

  /// Copies the recorded run into the directory.
  Path transcript() throws IOException {
    return copy("demo.jsonl", path.resolve("demo.jsonl"));
  }

  private static Path copy(String resource, Path target) throws IOException {
    Files.createDirectories(target.getParent());
    try (var content = DemoDirectory.class.getResourceAsStream(resource)) {
      if (content == null) {
        throw new IllegalStateException(resource + " of the demo is not on the class path.");
      }
      Files.copy(content, target);
    }
    return target;
  }

  /// Deletes the directory. Further calls have no effect.
  @Override
  public synchronized void close() throws IOException {
    if (Files.exists(path)) {
      try (var paths = Files.walk(path)) {
        for (var entry : paths.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(entry);
        }
      }
    }
  }
}
