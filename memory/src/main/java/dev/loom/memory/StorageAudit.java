package dev.loom.memory;

import dev.loom.contracts.error.ServiceException;
import dev.loom.contracts.journal.AuditReport;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/// Runs all checks of the database (file and tables) without changing it. Blocks for up to several
/// minutes.
final class StorageAudit {
  /// Shorter than the deadline of the request.
  private static final Duration TIME_LIMIT = Duration.ofMinutes(9);

  private final Path file;
  private final List<String> damage;
  private final InstantSource clock;
  private volatile boolean cancelled;

  /// @param damage what was found when the database was opened
  StorageAudit(Path file, List<String> damage, InstantSource clock) {
    this.file = file;
    this.damage = damage;
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
    try (var connection = new ReadOnlyConnection(file, TIME_LIMIT, () -> cancelled)) {
      var checks = new ArrayList<AuditReport.Check>();
      for (var check : new StorageChecks(connection, damage, clock.instant()).all()) {
        run(connection, check);
        checks.add(check.report());
      }
      return new AuditReport(checks);
    } catch (SQLException failure) {
      throw ServiceException.failed(
          "The audit could not open the database: " + failure.getMessage(), false);
    }
  }

  /// Runs a check. Unreadable rows are reported as a finding and do not stop the audit.
  private void run(ReadOnlyConnection connection, AuditCheck check) {
    try {
      check.run();
    } catch (SQLException exception) {
      if (connection.isCancelled()) {
        throw ServiceException.failed(
            cancelled
                ? "The engine is closing; retry after it has restarted."
                : "The audit did not finish within "
                    + TIME_LIMIT.toMinutes()
                    + " minutes; audit a copy of the database on an idle machine.",
            true);
      }
      check.addFinding(
          "the remaining rows could not be read (%s); %s."
              .formatted(exception.getMessage(), StorageChecks.RESTORE));
    }
  }
}
