package dev.loom.memory;

import dev.loom.contracts.bus.Refusal;
import dev.loom.contracts.bus.RefusedException;
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
  private volatile boolean stopped;

  StorageAudit(Path file, InstantSource clock) {
    this.file = file;
    this.clock = clock;
  }

  /// Ends an examination that is under way.
  void stop() {
    stopped = true;
  }

  /// @throws RefusedException when the file cannot be opened, or the time was too short
  AuditReport run() {
    try (var connection = new AuditConnection(file, LIMIT, () -> stopped)) {
      var checks = new ArrayList<AuditReport.Check>();
      var whole = new Tally("the database file is whole");
      section(connection, whole, () -> examineFile(connection, whole));
      checks.add(whole.check());
      var journal = new JournalAudit(connection);
      section(connection, journal.readable(), journal::examine);
      checks.addAll(journal.checks());
      var stores = new StoreAudit(connection, clock.instant());
      for (var part : stores.parts()) {
        section(connection, part.tally(), part);
        checks.add(part.tally().check());
      }
      return new AuditReport(checks);
    } catch (SQLException failure) {
      throw Refusal.failed("The database could not be examined: " + failure.getMessage(), false)
          .asException();
    }
  }

  /// A part of the examination.
  @FunctionalInterface
  interface Section {
    void examine() throws SQLException;
  }

  /// A part that cannot be read is a finding, and no reason to leave the others out.
  private void section(AuditConnection connection, Tally tally, Section section) {
    try {
      section.examine();
    } catch (SQLException unreadable) {
      if (connection.isOver()) {
        throw Refusal.failed(
                stopped
                    ? "The engine is closing; ask again when it runs."
                    : "The examination did not end within "
                        + LIMIT.toMinutes()
                        + " minutes; examine a copy of the database on a quiet machine.",
                true)
            .asException();
      }
      tally.found("the rest could not be read (" + unreadable.getMessage() + "); " + RESTORE + ".");
    }
  }

  private static void examineFile(AuditConnection connection, Tally whole) throws SQLException {
    connection.each("PRAGMA page_count", row -> whole.examined(row.getLong(1)));
    connection.each(
        "PRAGMA integrity_check(" + AuditReport.Check.FINDINGS_MAX + ")",
        row -> {
          if (!row.getString(1).equals("ok")) {
            whole.found(row.getString(1) + "; " + RESTORE + ".");
          }
        });
  }
}
