package dev.loom.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Reads the lines that steps of tasks appended to `ledger.txt` in their workspaces.
final class EffectLog {
  private EffectLog() {}

  /// Returns the lines of all workspaces in a directory.
  static List<String> readAll(Path directory) throws IOException {
    var lines = new ArrayList<String>();
    if (Files.isDirectory(directory)) {
      try (var workspaces = Files.list(directory)) {
        for (var workspace : workspaces.toList()) {
          var ledger = workspace.resolve("ledger.txt");
          if (Files.exists(ledger)) {
            lines.addAll(Files.readAllLines(ledger));
          }
        }
      }
    }
    return lines;
  }
}
