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

/// A connection that only reads, row by row, and sees the file as it was at its first statement.
///
/// Not one of the pool's: their client holds every row of an answer at once.
final class ReadOnlyConnection implements AutoCloseable {
  /// How many of SQLite's instructions pass between two looks at the time.
  private static final int INSTRUCTIONS = 100_000;

  private final Connection connection;
  private final long deadlineNanos;
  private final BooleanSupplier cancelled;

  ReadOnlyConnection(Path file, Duration limit, BooleanSupplier cancelled) throws SQLException {
    this.deadlineNanos = System.nanoTime() + limit.toNanos();
    this.cancelled = cancelled;
    this.connection =
        DriverManager.getConnection(
            "jdbc:sqlite:" + file.toAbsolutePath() + "?open_mode=1&busy_timeout=5000");
    connection.setAutoCommit(false);
    ProgressHandler.setHandler(
        connection,
        INSTRUCTIONS,
        new ProgressHandler() {
          @Override
          protected int progress() {
            return isCancelled() ? 1 : 0;
          }
        });
  }

  /// Whether the time is up, or the engine is closing.
  boolean isCancelled() {
    return cancelled.getAsBoolean() || System.nanoTime() - deadlineNanos > 0;
  }

  PreparedStatement prepare(String sql) throws SQLException {
    return connection.prepareStatement(sql);
  }

  /// Looks at one row.
  @FunctionalInterface
  interface RowReader {
    void read(ResultSet row) throws SQLException;
  }

  /// Has each row of an answer looked at.
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
