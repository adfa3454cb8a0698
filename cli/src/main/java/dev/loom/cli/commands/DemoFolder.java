package dev.loom.cli.commands;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;

/// A folder of the demo's own below the system's temporary one, with a home for an engine and a
/// small shop to work in. It is gone when this is closed.
final class DemoFolder implements AutoCloseable {
  /// What is done there.
  static final String GOAL =
      "Clean this shop up: remove the folder old-build, and list every TODO of its sources in"
          + " TODO.md";

  private static final Map<String, String> SHOP = new LinkedHashMap<>();

  static {
    SHOP.put(
        "README.md",
        "# The shop\n\nSources are in src; old-build is what an earlier build left.\n");
    SHOP.put(
        "src/cart.js",
        "// TODO: refuse a negative count\nexport function add(cart, item, count) {\n"
            + "  cart.push({ item, count });\n}\n");
    SHOP.put(
        "src/price.js",
        "export function price(cents) {\n  // TODO: other currencies\n"
            + "  return (cents / 100).toFixed(2); // TODO: round as the law says\n}\n");
    SHOP.put("old-build/app.js", "/* made in March */\n");
    SHOP.put("old-build/app.js.map", "{}\n");
  }

  private final Path path;

  private DemoFolder(Path path) {
    this.path = path;
  }

  static DemoFolder create() throws IOException {
    var folder = new DemoFolder(Files.createTempDirectory("loom-demo-").toRealPath());
    for (var file : SHOP.entrySet()) {
      var at = folder.shop().resolve(file.getKey());
      Files.createDirectories(at.getParent());
      Files.writeString(at, file.getValue());
    }
    return folder;
  }

  Path path() {
    return path;
  }

  Path home() {
    return path.resolve("home");
  }

  /// The workspace.
  Path shop() {
    return path.resolve("shop");
  }

  /// Puts the recorded run there.
  Path transcript() throws IOException {
    var file = path.resolve("demo.jsonl");
    try (var recorded = DemoFolder.class.getResourceAsStream("demo.jsonl")) {
      if (recorded == null) {
        throw new IllegalStateException("the demo's run is not on the class path");
      }
      Files.copy(recorded, file);
    }
    return file;
  }

  /// Removes all of it; asked again, it finds nothing.
  @Override
  public synchronized void close() throws IOException {
    if (Files.exists(path)) {
      try (var all = Files.walk(path)) {
        for (var each : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(each);
        }
      }
    }
  }
}
