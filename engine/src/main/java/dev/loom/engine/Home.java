package dev.loom.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;

/// Represents Loom's home directory: database, configuration and scratch files. At most one engine
/// uses it at a time.
///
/// @param path absolute path
public record Home(Path path) {
  public Home {
    path = path.toAbsolutePath().normalize();
  }

  /// Returns the home given by `LOOM_HOME`, else `~/.loom`.
  public static Home fromEnvironment(Map<String, String> environment) {
    var configured = environment.getOrDefault("LOOM_HOME", "");
    return new Home(
        configured.isBlank() ? userHome(environment).resolve(".loom") : Path.of(configured));
  }

  private static Path userHome(Map<String, String> environment) {
    return Path.of(environment.getOrDefault("HOME", System.getProperty("user.home")));
  }

  /// Resolves a configured path. `~` denotes the user's home directory; a blank path denotes an
  /// entry of this home.
  public Path resolve(String configured, String defaultName) {
    if (configured.isBlank()) {
      return path.resolve(defaultName);
    }
    return configured.equals("~") || configured.startsWith("~/")
        ? userHome(System.getenv()).resolve(configured.substring(Math.min(2, configured.length())))
        : Path.of(configured).toAbsolutePath();
  }

  /// Creates the directory, accessible only to its owner, if it does not exist.
  public void createIfMissing() throws IOException {
    if (!Files.isDirectory(path)) {
      Files.createDirectories(
          path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
  }
}
