package dev.loom.memory;

import dev.loom.contracts.bus.ServiceError;
import dev.loom.contracts.bus.ServiceException;
import dev.loom.contracts.journal.AuditReport;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;

/// Examines the whole database and changes nothing. It takes its time: call it on a thread that may
/// wait.
final class StorageAudit {
  /// What to do about a file that lost something.
  static final String RESTORE = "restore the database from a backup";

  /// Shorter than askers wait.
  private static final Duration LIMIT = Duration.ofMinutes(9);

  private final Path file;
  private final InstantSource clock;
  private volatile boolean cancelled;

  StorageAudit(Path file, InstantSource clock) {
    this.file = file;
    this.clock = clock;
  }

  /// Ends an examination that is under way.
  void cancel() {
    cancelled = true;
  }

  /// @throws ServiceException when the file cannot be opened, or the time was too short
  AuditReport run() {
    try (var connection = new ReadOnlyConnection(file, LIMIT, () -> cancelled)) {
      var checks = new ArrayList<AuditReport.Check>();
      var whole = new CheckBuilder("the database file is whole");
      section(connection, whole, () -> examineFile(connection, whole));
      checks.add(whole.build());
      var journal = new JournalAudit(connection);
      section(connection, journal.readable(), journal::examine);
      checks.addAll(journal.checks());
      var stores = new TableAudit(connection, clock.instant());
      for (var part : stores.checks()) {
        section(connection, part.result(), part);
        checks.add(part.result().build());
      }
      return new AuditReport(checks);
    } catch (SQLException failure) {
      throw ServiceError.failed(
              "The database could not be examined: " + failure.getMessage(), false)
          .toException();
    }
  }

  /// A part of the examination.
  @FunctionalInterface
  interface Section {
    void examine() throws SQLException;
  }

  /// A part that cannot be read is a finding, and no reason to leave the others out.
  private void section(ReadOnlyConnection connection, CheckBuilder check, Section section) {
    try {
      section.examine();
    } catch (SQLException unreadable) {
      if (connection.isCancelled()) {
        throw ServiceError.failed(
                cancelled
                    ? "The engine is closing; ask again when it runs."
                    : "The examination did not end within "
                        + LIMIT.toMinutes()
                        + " minutes; examine a copy of the database on a quiet machine.",
                true)
            .toException();
      }
      check.addFinding(
          "the rest could not be read (" + unreadable.getMessage() + "); " + RESTORE + ".");
    }
  }

  private static void examineFile(ReadOnlyConnection connection, CheckBuilder whole)
      throws SQLException {
    connection.forEachRow("PRAGMA page_count", row -> whole.addExamined(row.getLong(1)));
    connection.forEachRow(
        "PRAGMA integrity_check(" + AuditReport.Check.FINDINGS_MAX + ")",
        row -> {
          if (!row.getString(1).equals("ok")) {
            whole.addFinding(row.getString(1) + "; " + RESTORE + ".");
          }
        });
  }
}
