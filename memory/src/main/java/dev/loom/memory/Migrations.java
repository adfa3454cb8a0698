package dev.loom.memory;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/// Migrates a database file to the latest schema by numbered scripts, each in its own transaction.
/// `PRAGMA user_version` is the number of the last applied script.
final class Migrations {
  /// All scripts in order. Released scripts must not change.
  static final List<String> SCRIPTS =
      List.of(
          "0001_journal.sql",
          "0002_idempotency_keys_patterns_webhooks.sql",
          "0003_journal_in_order_of_arrival.sql",
          "0004_ownership.sql",
          "0005_webhook_claims.sql",
          "0006_checkpoint.sql",
          "0007_webhook_hosts.sql",
          "0008_checksums.sql",
          "0009_replies.sql");

  private Migrations() {}

  /// Applies all pending scripts. Fails if the file was written by a newer version of Loom.
  static Future<Void> apply(SqlConnection connection) {
    return connection
        .query("PRAGMA user_version")
        .execute()
        .map(rows -> rows.iterator().next().getInteger(0))
        .compose(
            version ->
                version > SCRIPTS.size()
                    ? Future.failedFuture(
                        ("The file was written by a newer version of Loom (schema %s,"
                                + " supported up to %s). Use that version or another database file.")
                            .formatted(version, SCRIPTS.size()))
                    : applyFrom(connection, version));
  }

  private static Future<Void> applyFrom(SqlConnection connection, int version) {
    if (version == SCRIPTS.size()) {
      return Future.succeededFuture();
    }
    Future<?> migration = run(connection, "BEGIN IMMEDIATE");
    for (var statement : statements(SCRIPTS.get(version))) {
      migration = migration.compose(ignored -> run(connection, statement));
    }
    return migration
        .compose(ignored -> run(connection, "PRAGMA user_version = " + (version + 1)))
        .compose(ignored -> run(connection, "COMMIT"))
        .compose(ignored -> applyFrom(connection, version + 1));
  }

  private static Future<?> run(SqlConnection connection, String statement) {
    return connection.query(statement).execute();
  }

  /// Returns the statements of a script. A semicolon at the end of a line terminates a statement.
  static List<String> statements(String script) {
    try (InputStream source = Migrations.class.getResourceAsStream("migrations/" + script)) {
      if (source == null) {
        throw new IllegalStateException("migration " + script + " is missing in this build");
      }
      var text = new String(source.readAllBytes(), StandardCharsets.UTF_8);
      var withoutComments = text.replaceAll("(?m)--.*$", "");
      return Arrays.stream(withoutComments.split(";\\s*(\n|$)"))
          .map(String::strip)
          .filter(statement -> !statement.isEmpty())
          .toList();
    } catch (IOException exception) {
      throw new UncheckedIOException(exception);
    }
  }
}
