package dev.loom.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Event sequence numbers of a database, read with SQL and without Loom's own code.
///
/// @param lastSeqs last sequence number by task
/// @param faults defects of the file or gaps in the numbers
record StoredSequences(Map<String, Long> lastSeqs, List<String> faults) {
  /// Opens the database like the next engine, which recovers the write-ahead log.
  static StoredSequences load(Path database) throws SQLException {
    var stored = new StoredSequences(new HashMap<>(), new ArrayList<>());
    if (Files.exists(database)) {
      try (var connection = DriverManager.getConnection("jdbc:sqlite:" + database)) {
        stored.read(connection);
      } catch (SQLException unreadable) {
        stored.faults.add("cannot be read: " + unreadable.getMessage());
      }
    }
    return stored;
  }

  /// Reads a copy of the database files, so that the next engine still has to recover them.
  ///
  /// @param directory for the copy; emptied first
  static StoredSequences loadCopy(Path database, Path directory) throws IOException, SQLException {
    SimulatedDisk.deleteContents(Files.createDirectories(directory));
    try (var files = Files.list(database.getParent())) {
      for (var file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(file, directory.resolve(file.getFileName()));
      }
    }
    return load(directory.resolve(database.getFileName()));
  }

  private void read(Connection connection) throws SQLException {
    try (var statement = connection.createStatement()) {
      var check = statement.executeQuery("PRAGMA integrity_check");
      while (check.next()) {
        if (!check.getString(1).equals("ok")) {
          faults.add("integrity_check: " + check.getString(1));
        }
      }
      if (!statement.executeQuery("SELECT 1 FROM sqlite_schema WHERE name = 'event'").next()) {
        return;
      }
      var rows =
          statement.executeQuery(
              "SELECT task_id, min(seq), max(seq), count(*) FROM event GROUP BY task_id");
      while (rows.next()) {
        lastSeqs.put(rows.getString(1), rows.getLong(3));
        if (rows.getLong(2) != 1 || rows.getLong(3) != rows.getLong(4)) {
          faults.add("the sequence numbers of " + rows.getString(1) + " have a gap");
        }
      }
      var orphans =
          statement.executeQuery(
              "SELECT count(*) FROM event, json_each(event.blobs) AS text"
                  + " WHERE text.value NOT IN (SELECT sha256 FROM blob)");
      if (orphans.getLong(1) > 0) {
        faults.add(orphans.getLong(1) + " long texts are missing");
      }
    }
  }

  /// Counts the confirmed events that are missing.
  long lost(Map<String, Long> confirmed) {
    return confirmed.entrySet().stream()
        .mapToLong(each -> Math.max(0, each.getValue() - lastSeqs.getOrDefault(each.getKey(), 0L)))
        .sum();
  }
}
