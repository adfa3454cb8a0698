package dev.loom.memory;

import dev.loom.contracts.error.ServiceError;
import dev.loom.contracts.error.ServiceException;
import dev.loom.contracts.journal.AuditReport;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;

/// Audits the whole database without changing it. Blocks for up to several minutes.
final class StorageAudit {
  /// Remedy for lost data.
  static final String RESTORE = "restore the database from a backup";

  /// Shorter than the deadline of the request.
  private static final Duration LIMIT = Duration.ofMinutes(9);

  private final Path file;
  private final InstantSource clock;
  private volatile boolean cancelled;

  StorageAudit(Path file, InstantSource clock) {
    this.file = file;
    this.clock = clock;
  }

  /// Cancels a running audit.
  void cancel() {
    cancelled = true;
  }

  /// Runs the audit.
  ///
  /// @throws ServiceException if the file cannot be opened or the time limit expires
  AuditReport run() {
    try (var connection = new ReadOnlyConnection(file, LIMIT, () -> cancelled)) {
      var checks = new ArrayList<AuditReport.Check>();
      var whole = new AuditCheckBuilder("the database file is intact");
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
              "The audit could not open the database: " + failure.getMessage(), false)
          .toException();
    }
  }

  /// Part of the audit.
  @FunctionalInterface
  interface Section {
    void examine() throws SQLException;
  }

  /// Runs a section. An unreadable section is reported as a finding and does not stop the audit.
  private void section(ReadOnlyConnection connection, AuditCheckBuilder check, Section section) {
    try {
      section.examine();
    } catch (SQLException unreadable) {
      if (connection.isCancelled()) {
        throw ServiceError.failed(
                cancelled
                    ? "The engine is closing; retry after it has restarted."
                    : "The audit did not finish within "
                        + LIMIT.toMinutes()
                        + " minutes; audit a copy of the database on an idle machine.",
                true)
            .toException();
      }
      check.addFinding(
          "the remaining rows could not be read ("
              + unreadable.getMessage()
              + "); "
              + RESTORE
              + ".");
    }
  }

  private static void examineFile(ReadOnlyConnection connection, AuditCheckBuilder whole)
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
