package dev.loom.cli.commands;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;

/// Temporary directory of the demo with a Loom home and a small workspace. Closing it deletes it.
final class DemoDirectory implements AutoCloseable {
  /// Goal of the demo task.
  static final String GOAL =
      "Clean this shop up: remove the folder old-build, and list every TODO of its sources in"
          + " TODO.md";

  private static final Map<String, String> FILES = new LinkedHashMap<>();

  static {
    FILES.put(
        "README.md",
        "# The shop\n\nSources are in src; old-build is what an earlier build left.\n");
    FILES.put(
        "src/cart.js",
        "// TODO: refuse a negative count\nexport function add(cart, item, count) {\n"
            + "  cart.push({ item, count });\n}\n");
    FILES.put(
        "src/price.js",
        "export function price(cents) {\n  // TODO: other currencies\n"
            + "  return (cents / 100).toFixed(2); // TODO: round as the law says\n}\n");
    FILES.put("old-build/app.js", "/* made in March */\n");
    FILES.put("old-build/app.js.map", "{}\n");
  }

  private final Path path;

  private DemoDirectory(Path path) {
    this.path = path;
  }

  static DemoDirectory create() throws IOException {
    var directory = new DemoDirectory(Files.createTempDirectory("loom-demo-").toRealPath());
    for (var file : FILES.entrySet()) {
      var target = directory.workspace().resolve(file.getKey());
      Files.createDirectories(target.getParent());
      Files.writeString(target, file.getValue());
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
    var file = path.resolve("demo.jsonl");
    try (var recording = DemoDirectory.class.getResourceAsStream("demo.jsonl")) {
      if (recording == null) {
        throw new IllegalStateException("The recording of the demo is not on the class path.");
      }
      Files.copy(recording, file);
    }
    return file;
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
