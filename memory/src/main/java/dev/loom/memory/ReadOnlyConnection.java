package dev.loom.memory;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.sqlite.ProgressHandler;

/// Reads the database row by row from a consistent snapshot, with a time limit.
///
/// Separate from the connection pool, whose client loads complete results into memory.
final class ReadOnlyConnection implements AutoCloseable {
  /// Number of SQLite instructions between two checks for cancellation.
  private static final int INSTRUCTIONS_PER_CHECK = 100_000;

  private final Connection connection;
  private final long deadlineNanos;
  private final BooleanSupplier cancelled;

  ReadOnlyConnection(Path file, Duration timeLimit, BooleanSupplier cancelled) throws SQLException {
    this.deadlineNanos = System.nanoTime() + timeLimit.toNanos();
    this.cancelled = cancelled;
    this.connection = DriverManager.getConnection(Database.url(file, Database.READ_ONLY));
    connection.setAutoCommit(false);
    ProgressHandler.setHandler(
        connection,
        INSTRUCTIONS_PER_CHECK,
        new ProgressHandler() {
          @Override
          protected int progress() {
            return isCancelled() ? 1 : 0;
          }
        });
  }

  /// Reports whether the time limit has expired or the engine is closing.
  boolean isCancelled() {
    return cancelled.getAsBoolean() || System.nanoTime() - deadlineNanos > 0;
  }

  PreparedStatement prepare(String sql) throws SQLException {
    return connection.prepareStatement(sql);
  }

  /// Reads one row.
  @FunctionalInterface
  interface RowReader {
    void read(ResultSet row) throws SQLException;
  }

  /// Executes a query and passes each row to the reader.
  void forEachRow(String sql, RowReader reader) throws SQLException {
    try (var statement = prepare(sql);
        var rows = statement.executeQuery()) {
      while (rows.next()) {
        if (isCancelled()) {
          throw new SQLException("interrupted");
        }
        reader.read(rows);
      }
    }
  }

  @Override
  public void close() throws SQLException {
    try {
      ProgressHandler.clearHandler(connection);
    } finally {
      connection.close();
    }
  }
}
