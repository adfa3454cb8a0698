package dev.loom.cli;

import dev.loom.contracts.config.Home;
import dev.loom.contracts.text.FileErrors;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import java.util.logging.FileHandler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/// Configures `java.util.logging` to write to `logs/loom.N.log` in Loom's home: at most
/// [#FILES_MAX] files of [#FILE_BYTES_MAX] bytes. Standard output and standard error stay free for
/// the command's own output.
final class LogFile {
  private static final int FILE_BYTES_MAX = 5 * 1024 * 1024;
  private static final int FILES_MAX = 3;
  private static final String LINE = "%1$tFT%1$tT.%1$tL %4$s %3$s: %5$s%6$s%n";

  private LogFile() {}

  /// Discards all log records and creates no file.
  static void disable() {
    LogManager.getLogManager().reset();
  }

  /// Opens the log file, creating the home directory if necessary. A failure is reported on
  /// standard error and leaves logging disabled.
  static void open(Map<String, String> environment) {
    System.setProperty("java.util.logging.SimpleFormatter.format", LINE);
    LogManager.getLogManager().reset();
    var root = Logger.getLogger("");
    try {
      var home = Home.fromEnvironment(environment);
      home.createIfMissing();
      var directory = Files.createDirectories(home.path().resolve("logs"));
      var name = directory.toString().replace("%", "%%") + "/loom.%g.log";
      var file = new FileHandler(name, FILE_BYTES_MAX, FILES_MAX, true);
      file.setFormatter(new SimpleFormatter());
      root.addHandler(file);
      root.setLevel(Level.INFO);
    } catch (IOException failure) {
      reportFailure(FileErrors.describe(failure));
    } catch (IllegalArgumentException failure) {
      reportFailure(failure.getMessage());
    }
  }

  private static void reportFailure(String reason) {
    System.err.println("loom: cannot open the log file. " + reason);
  }
}
