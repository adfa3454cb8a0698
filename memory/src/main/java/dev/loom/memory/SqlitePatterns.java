package dev.loom.memory;

import dev.loom.bus.json.Json;
import dev.loom.contracts.error.ServiceException;
import dev.loom.contracts.pattern.DeletePatterns;
import dev.loom.contracts.pattern.LearnedPattern;
import dev.loom.contracts.pattern.ListPatterns;
import dev.loom.contracts.pattern.Observation;
import dev.loom.contracts.pattern.PatternType;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Arrays;
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
  private static final String SELECT_STORED =
      """
      SELECT wanted.key, p.id, p.facts FROM json_each(?) wanted
      JOIN pattern p ON p.type = wanted.value ->> 0 AND p.key = wanted.value ->> 1
      """;

  /// Gets the id of a known pattern, because an upsert without it consumes an id even if it
  /// updates. Nevertheless an upsert, so that an append does not fail if [#SELECT_STORED] missed a
  /// pattern.
  private static final String UPSERT =
      """
      INSERT INTO pattern (id, facts, frequency, last_seen, type, key, checksum)
      VALUES (?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT DO UPDATE SET facts = excluded.facts, last_seen = excluded.last_seen,
        checksum = excluded.checksum,
        frequency = frequency + excluded.frequency
      """;

  private SqlitePatterns() {}

  static Future<ListPatterns.Found> list(Pool readers, ListPatterns request) {
    var typeFilter = Database.listFilter(request.types().stream().map(PatternType::wireName));
    return Database.query(readers, LIST, typeFilter, typeFilter, request.countMax())
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
    return Database.query(writer, "DELETE FROM pattern WHERE id = ?", id)
        .compose(
            rows ->
                rows.rowCount() == 0
                    ? Future.failedFuture(ServiceException.notFound("Pattern not found: " + id))
                    : Future.succeededFuture(new DeletePatterns.Deleted(rows.rowCount())));
  }

  /// Identifies a pattern.
  private record PatternName(String type, String key) {
    static PatternName of(Observation observation) {
      return new PatternName(observation.type().wireName(), observation.key());
    }
  }

  /// Pattern with the observations of a transaction.
  ///
  /// @param id null for a new pattern
  private record MergedPattern(Long id, Map<String, Object> facts, long count, long lastSeen) {
    MergedPattern with(Observation observation, long at) {
      return new MergedPattern(id, PatternMerge.merge(facts, observation.facts()), count + 1, at);
    }
  }

  /// Merges the observations of a transaction in order.
  static Future<?> merge(SqlConnection writer, List<QueuedAppend> batch) {
    var names =
        batch.stream()
            .flatMap(append -> append.request.observations().stream())
            .map(PatternName::of)
            .distinct()
            .toList();
    if (names.isEmpty()) {
      return Future.succeededFuture();
    }
    var keys = names.stream().map(name -> List.of(name.type, name.key)).toList();
    return Database.query(writer, SELECT_STORED, Json.write(keys))
        .compose(
            stored -> writer.preparedQuery(UPSERT).executeBatch(mergedRows(names, stored, batch)));
  }

  private static List<Tuple> mergedRows(
      List<PatternName> names, RowSet<Row> stored, List<QueuedAppend> batch) {
    var patterns = new LinkedHashMap<PatternName, MergedPattern>();
    names.forEach(name -> patterns.put(name, new MergedPattern(null, Map.of(), 0, 0)));
    for (var row : stored) {
      var name = names.get(row.getInteger(0));
      var facts = readableFacts(name, row.getString(2));
      patterns.put(name, new MergedPattern(row.getLong(1), facts, 0, 0));
    }
    for (var append : batch) {
      var at = EpochMicros.of(append.request.at());
      for (var observation : append.request.observations()) {
        patterns.computeIfPresent(
            PatternName.of(observation), (name, known) -> known.with(observation, at));
      }
    }
    var rows = new ArrayList<Tuple>();
    patterns.forEach(
        (name, p) -> {
          var facts = Json.write(p.facts);
          var checksum = RowChecksum.of(name.type, name.key, facts);
          rows.add(
              Tuple.tuple(
                  Arrays.asList(p.id, facts, p.count, p.lastSeen, name.type, name.key, checksum)));
        });
    return rows;
  }

  private static Map<String, Object> readableFacts(PatternName name, String json) {
    try {
      return facts(json);
    } catch (IllegalArgumentException exception) {
      // A malformed pattern must not fail the append; its facts are collected anew.
      LOG.log(
          Level.WARNING,
          "Discarded the unreadable facts of {0}: {1}",
          name,
          exception.getMessage());
      return Map.of();
    }
  }
}
