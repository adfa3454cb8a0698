package dev.loom.memory;

import dev.loom.bus.json.Json;
import dev.loom.contracts.error.ServiceError;
import dev.loom.contracts.pattern.DeletePatterns;
import dev.loom.contracts.pattern.LearnedPattern;
import dev.loom.contracts.pattern.ListPatterns;
import dev.loom.contracts.pattern.Observation;
import dev.loom.contracts.pattern.PatternType;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Stores learned patterns.
final class SqlitePatterns {
  private static final Logger LOG = System.getLogger(SqlitePatterns.class.getName());
  private static final String LIST =
      """
      SELECT id, type, key, facts, frequency, last_seen FROM pattern
      WHERE ? = '' OR instr(?, ',' || type || ',') > 0
      ORDER BY frequency DESC, last_seen DESC, id LIMIT ?
      """;
  private static final String SELECT_FACTS =
      """
      SELECT wanted.key, p.facts FROM json_each(?) wanted
      JOIN pattern p ON p.type = wanted.value ->> 0 AND p.key = wanted.value ->> 1
      """;

  /// Not used for known patterns, because an upsert consumes an id even if it updates. Nevertheless
  /// an upsert, so that an append does not fail if [#SELECT_FACTS] missed a pattern.
  private static final String INSERT =
      """
      INSERT INTO pattern (facts, frequency, last_seen, type, key) VALUES (?, ?, ?, ?, ?)
      ON CONFLICT DO UPDATE SET facts = excluded.facts, last_seen = excluded.last_seen,
        frequency = frequency + excluded.frequency
      """;

  private static final String UPDATE =
      """
      UPDATE pattern SET facts = ?, frequency = frequency + ?, last_seen = ?
      WHERE type = ? AND key = ?
      """;

  private final Pool readers;

  SqlitePatterns(Pool readers) {
    this.readers = readers;
  }

  Future<ListPatterns.Found> list(ListPatterns request) {
    var typeFilter = Database.listFilter(request.types().stream().map(PatternType::wireName));
    return readers
        .preparedQuery(LIST)
        .execute(Tuple.of(typeFilter, typeFilter, request.countMax()))
        .map(rows -> rows.stream().flatMap(row -> pattern(row).stream()).toList())
        .map(ListPatterns.Found::new);
  }

  /// Decodes a row; empty if it is malformed, which the storage audit reports.
  private static Optional<LearnedPattern> pattern(Row row) {
    try {
      return Optional.of(
          new LearnedPattern(
              row.getLong(0),
              type(row.getString(1)),
              row.getString(2),
              facts(row.getString(3)),
              row.getLong(4),
              EpochMicros.toInstant(row.getLong(5))));
    } catch (IllegalArgumentException exception) {
      LOG.log(
          Level.WARNING,
          "Skipped the unreadable pattern {0}: {1}",
          row.getLong(0),
          exception.getMessage());
      return Optional.empty();
    }
  }

  static PatternType type(String wireName) {
    return PatternType.valueOf(wireName.toUpperCase(Locale.ROOT));
  }

  static Map<String, Object> facts(String json) {
    return Json.toMap(Json.parse(json));
  }

  static Future<DeletePatterns.Deleted> delete(SqlConnection writer, DeletePatterns request) {
    if (request.patternId().isEmpty()) {
      return writer
          .query("DELETE FROM pattern")
          .execute()
          .map(rows -> new DeletePatterns.Deleted(rows.rowCount()));
    }
    var id = request.patternId().getAsLong();
    return writer
        .preparedQuery("DELETE FROM pattern WHERE id = ?")
        .execute(Tuple.of(id))
        .compose(
            rows ->
                rows.rowCount() == 0
                    ? Future.failedFuture(
                        ServiceError.notFound("Pattern not found: " + id).toException())
                    : Future.succeededFuture(new DeletePatterns.Deleted(rows.rowCount())));
  }

  /// Identifies a pattern.
  private record PatternName(String type, String key) {
    static PatternName of(Observation observation) {
      return new PatternName(observation.type().wireName(), observation.key());
    }
  }

  /// Accumulates the observations of one pattern.
  private static final class MergedPattern {
    private Map<String, Object> facts = Map.of();
    private boolean stored;
    private long count;
    private long lastSeen;
  }

  /// Merges the observations of a transaction in order.
  static Future<?> merge(SqlConnection writer, List<QueuedAppend> batch) {
    var merged = new LinkedHashMap<PatternName, MergedPattern>();
    for (var append : batch) {
      append
          .request
          .observations()
          .forEach(
              observation ->
                  merged.computeIfAbsent(PatternName.of(observation), n -> new MergedPattern()));
    }
    if (merged.isEmpty()) {
      return Future.succeededFuture();
    }
    return readStored(writer, merged)
        .compose(
            ignored -> {
              addTo(merged, batch);
              return write(writer, UPDATE, merged, true);
            })
        .compose(ignored -> write(writer, INSERT, merged, false));
  }

  private static Future<?> readStored(
      SqlConnection writer, Map<PatternName, MergedPattern> merged) {
    var names = List.copyOf(merged.keySet());
    var keys = names.stream().map(name -> List.of(name.type, name.key)).toList();
    return writer
        .preparedQuery(SELECT_FACTS)
        .execute(Tuple.of(Json.write(keys)))
        .onSuccess(
            rows ->
                rows.forEach(
                    row -> {
                      var name = names.get(row.getInteger(0));
                      read(name, row.getString(1), merged.get(name));
                    }));
  }

  private static void read(PatternName name, String facts, MergedPattern pattern) {
    pattern.stored = true;
    try {
      pattern.facts = facts(facts);
    } catch (IllegalArgumentException exception) {
      // A malformed pattern must not fail the append; its facts are collected anew.
      LOG.log(
          Level.WARNING,
          "Discarded the unreadable facts of {0}: {1}",
          name,
          exception.getMessage());
    }
  }

  private static void addTo(Map<PatternName, MergedPattern> merged, List<QueuedAppend> batch) {
    for (var append : batch) {
      for (var observation : append.request.observations()) {
        var pattern = merged.get(PatternName.of(observation));
        pattern.facts = PatternMerge.merge(pattern.facts, observation.facts());
        pattern.count++;
        pattern.lastSeen = EpochMicros.of(append.request.at());
      }
    }
  }

  private static Future<?> write(
      SqlConnection writer, String sql, Map<PatternName, MergedPattern> merged, boolean stored) {
    var rows = new ArrayList<Tuple>();
    merged.forEach(
        (name, pattern) -> {
          if (pattern.stored == stored) {
            rows.add(
                Tuple.of(
                    Json.write(pattern.facts),
                    pattern.count,
                    pattern.lastSeen,
                    name.type,
                    name.key));
          }
        });
    return rows.isEmpty() ? Future.succeededFuture() : writer.preparedQuery(sql).executeBatch(rows);
  }
}
