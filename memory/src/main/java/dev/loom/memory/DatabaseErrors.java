package dev.loom.memory;

import dev.loom.contracts.error.ServiceException;
import java.sql.SQLException;
import java.util.Set;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/// Decides whether a failed statement can succeed later.
final class DatabaseErrors {
  /// Codes of failures that depend on other processes, the disk or memory, and of keys that are
  /// taken: a repeated request finds out whether by itself. All others mean that the statement, the
  /// file or its schema is wrong.
  private static final Set<SQLiteErrorCode> RETRYABLE =
      Set.of(
          SQLiteErrorCode.SQLITE_BUSY,
          SQLiteErrorCode.SQLITE_LOCKED,
          SQLiteErrorCode.SQLITE_NOMEM,
          SQLiteErrorCode.SQLITE_INTERRUPT,
          SQLiteErrorCode.SQLITE_IOERR,
          SQLiteErrorCode.SQLITE_FULL,
          SQLiteErrorCode.SQLITE_CANTOPEN,
          SQLiteErrorCode.SQLITE_PROTOCOL,
          SQLiteErrorCode.SQLITE_CONSTRAINT_PRIMARYKEY,
          SQLiteErrorCode.SQLITE_CONSTRAINT_UNIQUE);

  private static final String KEY_TAKEN = "23505";

  /// Classes of SQL states that are permanent: invalid data, constraints, authorization, names and
  /// syntax, wrong transaction (read-only), damaged data.
  private static final Set<String> PERMANENT_CLASSES =
      Set.of("22", "23", "25", "28", "3D", "3F", "42", "XX");

  private static final int PRIMARY_CODE = 0xff;

  private DatabaseErrors() {}

  /// Converts a failure; a [ServiceException] stays as it is.
  ///
  /// @param subject beginning of the message
  static ServiceException toException(String subject, Throwable failure) {
    return failure instanceof ServiceException exception
        ? exception
        : ServiceException.failed(subject + ": " + failure.getMessage(), isRetryable(failure));
  }

  /// A failure that is not a database error, such as a closed connection, is retryable.
  static boolean isRetryable(Throwable failure) {
    for (var cause = failure; cause != null; cause = cause.getCause()) {
      switch (cause) {
        case SQLiteException sqlite -> {
          return RETRYABLE.contains(sqlite.getResultCode())
              || RETRYABLE.contains(primaryCode(sqlite));
        }
        case SQLException sql when sql.getSQLState() != null -> {
          return sql.getSQLState().equals(KEY_TAKEN)
              || PERMANENT_CLASSES.stream().noneMatch(sql.getSQLState()::startsWith);
        }
        default -> {
          // The cause may say more.
        }
      }
    }
    return true;
  }

  private static SQLiteErrorCode primaryCode(SQLiteException failure) {
    return SQLiteErrorCode.getErrorCode(failure.getResultCode().code & PRIMARY_CODE);
  }
}
