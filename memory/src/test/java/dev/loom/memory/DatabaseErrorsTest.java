package dev.loom.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.contracts.error.ServiceException;
import java.io.IOException;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

class DatabaseErrorsTest {
  @ParameterizedTest
  @EnumSource(
      value = SQLiteErrorCode.class,
      names = {
        "SQLITE_BUSY",
        "SQLITE_BUSY_SNAPSHOT",
        "SQLITE_LOCKED",
        "SQLITE_FULL",
        "SQLITE_IOERR",
        "SQLITE_IOERR_FSYNC",
        "SQLITE_CANTOPEN",
        "SQLITE_NOMEM",
        "SQLITE_CONSTRAINT_PRIMARYKEY"
      })
  void failureOfTheDiskOrOfOtherProcessesIsRetryable(SQLiteErrorCode code) {
    assertTrue(DatabaseErrors.isRetryable(new SQLiteException("x", code)));
  }

  @ParameterizedTest
  @EnumSource(
      value = SQLiteErrorCode.class,
      names = {
        "SQLITE_ERROR",
        "SQLITE_READONLY",
        "SQLITE_READONLY_DBMOVED",
        "SQLITE_CORRUPT",
        "SQLITE_CORRUPT_INDEX",
        "SQLITE_NOTADB",
        "SQLITE_CONSTRAINT_NOTNULL",
        "SQLITE_TOOBIG",
        "SQLITE_SCHEMA",
        "SQLITE_MISMATCH"
      })
  void failureOfTheStatementOrTheFileIsPermanent(SQLiteErrorCode code) {
    assertFalse(DatabaseErrors.isRetryable(new SQLiteException("x", code)));
  }

  @ParameterizedTest
  @CsvSource({
    "23502, false",
    "22021, false",
    "42P01, false",
    "25006, false",
    "28P01, false",
    "XX001, false",
    "53100, true",
    "23505, true",
    "57P01, true",
    "08006, true",
    "40001, true",
    "55P03, true"
  })
  void standardStatesAreClassified(String state, boolean isRetryable) {
    assertEquals(isRetryable, DatabaseErrors.isRetryable(new SQLException("x", state)));
  }

  @Test
  void causeDecidesAndAnythingElseIsRetryable() {
    var damaged = new SQLiteException("x", SQLiteErrorCode.SQLITE_CORRUPT);
    assertFalse(DatabaseErrors.isRetryable(new IllegalStateException("wrapped", damaged)));
    assertTrue(DatabaseErrors.isRetryable(new IOException("closed")));
    assertTrue(DatabaseErrors.isRetryable(new SQLException("without a state")));
  }

  @Test
  void serviceExceptionStaysAsItIs() {
    var exception = ServiceException.notFound("Task not found: t");
    assertSame(exception, DatabaseErrors.toException("The database failed", exception));
  }
}
