package dev.loom.contracts.config;

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

  /// Returns the home given by `LOOM_HOME`, else `~/.loom`. In a path that is not absolute, `~` and
  /// variables are replaced: systemd and Docker pass `~/x` and `$HOME/x` as they are written.
  ///
  /// @throws IllegalArgumentException if a variable or the user's home directory is unknown
  public static Home fromEnvironment(Map<String, String> environment) {
    var configured = environment.getOrDefault("LOOM_HOME", "");
    if (configured.startsWith("/")) {
      return new Home(Path.of(configured));
    }
    try {
      var path = configured.isBlank() ? "~/.loom" : configured;
      return new Home(Path.of(EnvironmentReferences.expand(path, environment)));
    } catch (IllegalArgumentException failure) {
      throw new IllegalArgumentException("LOOM_HOME " + failure.getMessage(), failure);
    }
  }

  /// Resolves a configured path. `~` denotes the user's home directory; a blank path denotes an
  /// entry of this home.
  public Path resolve(String configured, String defaultName) {
    return configured.isBlank()
        ? path.resolve(defaultName)
        : Path.of(EnvironmentReferences.expandHome(configured, System.getenv())).toAbsolutePath();
  }

  /// Creates the directory, accessible only to its owner, if it does not exist.
  public void createIfMissing() throws IOException {
    if (!Files.isDirectory(path)) {
      Files.createDirectories(
          path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
  }
}
