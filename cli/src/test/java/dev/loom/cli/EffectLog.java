package dev.loom.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// What the steps of tasks wrote themselves, each into the `ledger.txt` of its workspace.
final class EffectLog {
  private EffectLog() {}

  /// All lines, of every workspace in a directory.
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
