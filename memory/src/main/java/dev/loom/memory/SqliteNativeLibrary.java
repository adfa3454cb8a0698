package dev.loom.memory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/// Where the driver of SQLite unpacks its native part: beside the database instead of the machine's
/// directory for temporary files, where an engine that is killed leaves a megabyte that nobody ever
/// takes away.
final class SqliteNativeLibrary {
  /// The driver's own setting; whoever sets it has decided.
  private static final String SETTING = "org.sqlite.tmpdir";

  private static final String UNPACKED = "sqlite-*-*sqlitejdbc*";

  private static String ours = "";

  private SqliteNativeLibrary() {}

  /// Takes away what engines before this one left, and has the driver unpack there. A library that
  /// is loaded stays so without its file.
  ///
  /// @param directory created when it is missing, for its owner only
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
