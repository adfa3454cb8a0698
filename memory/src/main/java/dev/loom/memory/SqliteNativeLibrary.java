package dev.loom.memory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Configures the directory into which the SQLite driver unpacks its native library. The default,
/// the system's temporary directory, would keep the file of each killed engine, about 1 MB.
final class SqliteNativeLibrary {
  /// System property read by the driver. An existing value is kept.
  private static final String PROPERTY = "org.sqlite.tmpdir";

  private static final String LIBRARY_GLOB = "sqlite-*-*sqlitejdbc*";

  private static String configuredDirectory = "";

  private SqliteNativeLibrary() {}

  /// Deletes libraries left by earlier engines and configures the directory. Deleting the file of a
  /// loaded library is safe.
  ///
  /// @param directory created with access for its owner only if it is missing
  static synchronized void useDirectory(Path directory) throws IOException {
    if (!System.getProperty(PROPERTY, configuredDirectory).equals(configuredDirectory)) {
      return;
    }
    if (Files.isDirectory(directory)) {
      removeLeftovers(directory);
    } else {
      Database.createPrivateDirectory(directory);
    }
    configuredDirectory = directory.toString();
    System.setProperty(PROPERTY, configuredDirectory);
  }

  private static void removeLeftovers(Path directory) throws IOException {
    try (var files = Files.newDirectoryStream(directory, LIBRARY_GLOB)) {
      for (var file : files) {
        Files.deleteIfExists(file);
      }
    }
  }
}
