package dev.loom.risk;

import static dev.loom.risk.TestCalls.describe;
import static dev.loom.risk.TestCalls.high;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SqlTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "psql -c 'drop table users' | Deletes data: `DROP TABLE users`",
        "DROP/* x */TABLE IF EXISTS Users; | Deletes data: `DROP TABLE Users`",
        "delete from t where a = 1 | Deletes data: `DELETE FROM t`",
        "TRUNCATE   TABLE t | Deletes data: `TRUNCATE TABLE t`",
        "update accounts set balance = 0 | Updates every row of a table: `UPDATE accounts`",
        "db.users.deleteMany({}) | Deletes data: `deletemany({})`",
        "copy t to program 'sh' | Accesses files or runs programs through the database: `to program sh`"
      })
  void aDestructiveStatementIsNamedInTheReason(String text, String reason) {
    assertEquals(high(reason), describe(Sql.assess(text)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "select * from dropped",
        "update t set a = 1 where id = 2",
        "insert into t values (1)",
        "drop the ball",
        "-- drop table t\nselect 1",
        "ls /tmp/*"
      })
  void otherStatementsNeedNoApproval(String text) {
    assertEquals(Optional.empty(), Sql.assess(text));
  }

  @Test
  void truncateWithoutTableIsSqlOnlyInAStatement() {
    assertEquals(Optional.empty(), Sql.assess("truncate t"));
    assertEquals(high("Deletes data: `TRUNCATE t`"), describe(Sql.assessStatement(" truncate t")));
  }

  @Test
  void mysqlRunsWhatAnExecutableCommentContains() {
    assertEquals(
        high("Deletes data: `DROP TABLE t`"), describe(Sql.assess("/*!50000 drop table t */")));
  }

  @Test
  void aPasswordInAStatementIsNotInTheReason() {
    var reason = Sql.assess("ALTER USER bob WITH PASSWORD 'hunter2'").orElseThrow().reason();
    assertEquals("Changes database users or privileges: `alter user bob`", reason);
    assertFalse(reason.contains("hunter2"));
  }
}
