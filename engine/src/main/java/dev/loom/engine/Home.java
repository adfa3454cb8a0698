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
  public static Home fromEnvironment(Map<String, String> environment) {
    var configured = environment.getOrDefault("LOOM_HOME", "");
    return new Home(
        configured.isBlank() ? userHome(environment).resolve(".loom") : Path.of(configured));
  }

  private static Path userHome(Map<String, String> environment) {
    return Path.of(environment.getOrDefault("HOME", System.getProperty("user.home")));
  }

  /// A path from the configuration: `~` is the user's home, empty is a place in Loom's home.
  public Path resolve(String configured, String defaultName) {
    if (configured.isBlank()) {
      return path.resolve(defaultName);
    }
    return configured.equals("~") || configured.startsWith("~/")
        ? userHome(System.getenv()).resolve(configured.substring(Math.min(2, configured.length())))
        : Path.of(configured).toAbsolutePath();
  }

  /// Makes sure that it is there, for its owner only. Whoever writes into it first calls this.
  public void createIfMissing() throws IOException {
    if (!Files.isDirectory(path)) {
      Files.createDirectories(
          path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
  }
}
