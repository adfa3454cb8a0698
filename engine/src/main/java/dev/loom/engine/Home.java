package dev.loom.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;

/// Loom's home directory: the database, the configuration, scratch files. One engine at a time.
///
/// @param path absolute
public record Home(Path path) {
  public Home {
    path = path.toAbsolutePath().normalize();
  }

  /// `LOOM_HOME`, else `~/.loom`.
  public static Home of(Map<String, String> environment) {
    var named = environment.getOrDefault("LOOM_HOME", "");
    return new Home(named.isBlank() ? userHome(environment).resolve(".loom") : Path.of(named));
  }

  private static Path userHome(Map<String, String> environment) {
    return Path.of(environment.getOrDefault("HOME", System.getProperty("user.home")));
  }

  /// A path from the configuration: `~` is the user's home, empty is a place in Loom's home.
  public Path resolve(String configured, String otherwise) {
    if (configured.isBlank()) {
      return path.resolve(otherwise);
    }
    return configured.equals("~") || configured.startsWith("~/")
        ? userHome(System.getenv()).resolve(configured.substring(Math.min(2, configured.length())))
        : Path.of(configured).toAbsolutePath();
  }

  /// Makes sure that it is there, for its owner only. Whoever writes into it first calls this.
  public void create() throws IOException {
    if (!Files.isDirectory(path)) {
      Files.createDirectories(
          path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
  }
}
