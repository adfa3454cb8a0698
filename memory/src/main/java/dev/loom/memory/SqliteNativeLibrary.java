package dev.loom.memory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/// Configures the directory into which the SQLite driver unpacks its native library. It is beside
/// the database, because a killed engine would leave a megabyte in the system's temporary directory
/// with each run.
final class SqliteNativeLibrary {
  /// The driver's own setting; an existing value is respected.
  private static final String SETTING = "org.sqlite.tmpdir";

  private static final String UNPACKED = "sqlite-*-*sqlitejdbc*";

  private static String ours = "";

  private SqliteNativeLibrary() {}

  /// Deletes libraries left by earlier engines and configures the directory. Deleting the file of a
  /// loaded library is safe.
  ///
  /// @param directory created with access for its owner only if it is missing
  static synchronized void unpackInto(Path directory) throws IOException {
    if (!System.getProperty(SETTING, ours).equals(ours)) {
      return;
    }
    if (Files.isDirectory(directory)) {
      removeLeftovers(directory);
    } else {
      Files.createDirectory(
          directory,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
    ours = directory.toString();
    System.setProperty(SETTING, ours);
  }

  private static void removeLeftovers(Path directory) throws IOException {
    try (var files = Files.newDirectoryStream(directory, UNPACKED)) {
      for (var file : files) {
        Files.deleteIfExists(file);
      }
    }
  }
}
