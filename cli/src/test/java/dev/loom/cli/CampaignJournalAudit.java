package dev.loom.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loom.bus.json.Json;
import dev.loom.contracts.id.Sha256;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/// Reads a journal from disk with SQL, without Loom's own code, and reports violations of its
/// guarantees.
final class CampaignJournalAudit {
  private static final Set<String> TERMINAL_EVENTS =
      Set.of("task_completed", "task_failed", "task_cancelled");

  /// Events that may follow the end of a task.
  private static final Set<String> EVENTS_AFTER_END = Set.of("task_feedback", "changes_undone");

  /// The first attempt and the default number of retries.
  private static final int ATTEMPTS_MAX = 4;

  private final int attemptsMax;
  private final Map<String, List<Event>> tasks = new TreeMap<>();
  private final Map<String, List<String>> goals = new HashMap<>();
  private final Map<String, String> statuses = new HashMap<>();
  private final List<String> violations = new ArrayList<>();

  /// One row of the journal.
  record Event(String task, long seq, String type, Instant at, JsonNode data) {
    String step() {
      return data.path("step_id").asText();
    }
  }

  /// @param database the SQLite file; opened read-only
  CampaignJournalAudit(Path database) throws SQLException {
    this(database, ATTEMPTS_MAX);
  }

  /// @param attemptsMax maximum number of attempts per subtask
  CampaignJournalAudit(Path database, int attemptsMax) throws SQLException {
    this.attemptsMax = attemptsMax;
    // 1 is SQLITE_OPEN_READONLY.
    var url = "jdbc:sqlite:" + database + "?open_mode=1&busy_timeout=5000";
    try (var connection = DriverManager.getConnection(url)) {
      checkFile(connection);
      readEvents(connection);
      readStatuses(connection);
    }
  }

  private void checkFile(Connection connection) throws SQLException {
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery("PRAGMA integrity_check")) {
      while (rows.next()) {
        if (!rows.getString(1).equals("ok")) {
          violations.add("integrity_check: " + rows.getString(1));
        }
      }
    }
  }

  private void readEvents(Connection connection) throws SQLException {
    try (var statement = connection.createStatement();
        var rows =
            statement.executeQuery(
                "SELECT task_id, seq, type, at, data FROM event ORDER BY task_id, seq")) {
      while (rows.next()) {
        var event =
            new Event(
                rows.getString(1),
                rows.getLong(2),
                rows.getString(3),
                Instant.EPOCH.plusNanos(TimeUnit.MICROSECONDS.toNanos(rows.getLong(4))),
                Json.parse(rows.getString(5)));
        tasks.computeIfAbsent(event.task(), id -> new ArrayList<>()).add(event);
      }
    }
  }

  private void readStatuses(Connection connection) throws SQLException {
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery("SELECT task_id, status, goal FROM task")) {
      while (rows.next()) {
        statuses.put(rows.getString(1), rows.getString(2));
        if (rows.getString(3).matches("Campaign [A-Z]+ task \\d+")) {
          goals.computeIfAbsent(rows.getString(3), g -> new ArrayList<>()).add(rows.getString(1));
        }
      }
    }
  }

  /// Returns all violations, one line each.
  ///
  /// @param accepted IDs of the tasks accepted with 201
  /// @param ledger lines `task step` that the steps wrote
  List<String> violations(Collection<String> accepted, List<String> ledger) {
    var ends = new HashMap<String, Set<String>>();
    accepted.forEach(id -> ends.put(id, Set.of("completed")));
    return violations(ends, List.of(), ledger);
  }

  /// Returns all violations, one line each.
  ///
  /// @param ends allowed final statuses by accepted task
  /// @param confirmedEvents events confirmed to users
  /// @param ledger lines `task step` that the steps wrote
  List<String> violations(
      Map<String, Set<String>> ends,
      Collection<ConfirmedEvent> confirmedEvents,
      List<String> ledger) {
    var all = violationsSoFar(ends.keySet(), confirmedEvents, ledger);
    ends.forEach(
        (id, allowed) -> {
          var status = statuses.get(id);
          if (status != null && !allowed.contains(status)) {
            all.add("accepted task " + id + " is " + status + failureReason(id));
          }
        });
    tasks.forEach(
        (id, events) -> {
          var last = events.get(terminalIndex(events));
          if (!TERMINAL_EVENTS.contains(last.type())) {
            all.add("task %s: %s is %d of %3$d".formatted(id, last.type(), events.size()));
          }
        });
    return all;
  }

  /// Returns the violations that are visible while tasks are still running.
  ///
  /// @param accepted IDs of the tasks accepted with 201
  List<String> violationsSoFar(
      Collection<String> accepted,
      Collection<ConfirmedEvent> confirmedEvents,
      List<String> ledger) {
    var all = new ArrayList<>(violations);
    accepted.stream()
        .filter(id -> !statuses.containsKey(id))
        .forEach(id -> all.add("accepted task " + id + " is not there"));
    goals.values().stream()
        .filter(ids -> ids.size() > 1)
        .forEach(ids -> all.add("one submission became the tasks " + ids));
    confirmedEvents.forEach(
        confirmedEvent ->
            confirmedEvent
                .findViolation(tasks.getOrDefault(confirmedEvent.task(), List.of()))
                .ifPresent(all::add));
    statuses.keySet().stream()
        .filter(id -> !tasks.containsKey(id))
        .forEach(id -> all.add("task " + id + " has no events"));
    var effects = new HashMap<String, Integer>();
    var steps = stepsByCallId();
    ledger.forEach(line -> effects.merge(steps.getOrDefault(line, line), 1, Integer::sum));
    effects.forEach(
        (line, times) -> {
          if (times > 1) {
            all.add("step " + line + " had its effect " + times + " times");
          }
        });
    tasks.forEach(
        (id, events) -> {
          checkOrder(id, events, all);
          checkSteps(id, events, all);
          checkEffects(id, events, effects, all);
          new CampaignTaskAudit(id, events, attemptsMax, all).check(effects);
        });
    return all;
  }

  /// Returns `task step` of each started call by the id that its processes get.
  private Map<String, String> stepsByCallId() {
    var steps = new HashMap<String, String>();
    tasks.forEach(
        (id, events) ->
            events.stream()
                .filter(event -> event.type().equals("tool_call_started"))
                .map(event -> id + " " + event.data().path("step_id").asText())
                .forEach(step -> steps.put(Sha256.hex(step), step)));
    return steps;
  }

  private String failureReason(String id) {
    return tasks.getOrDefault(id, List.of()).stream()
        .filter(event -> event.type().equals("task_failed"))
        .map(event -> ": " + event.data().path("error").asText())
        .findFirst()
        .orElse("");
  }

  private static int terminalIndex(List<Event> events) {
    int last = events.size() - 1;
    while (last > 0 && EVENTS_AFTER_END.contains(events.get(last).type())) {
      last--;
    }
    return last;
  }

  private static void checkOrder(String id, List<Event> events, List<String> all) {
    int end = terminalIndex(events);
    for (int i = 0; i < events.size(); i++) {
      var event = events.get(i);
      if (event.seq() != i + 1) {
        all.add("task " + id + ": seq " + event.seq() + " where " + (i + 1) + " belongs");
      }
      if (i > 0 && event.at().isBefore(events.get(i - 1).at())) {
        all.add("task " + id + ": seq " + event.seq() + " is older than the one before it");
      }
      if (event.type().equals("task_submitted") != (i == 0)) {
        all.add("task " + id + ": seq " + event.seq() + " is " + event.type());
      }
      if (TERMINAL_EVENTS.contains(event.type()) && i != end
          || EVENTS_AFTER_END.contains(event.type()) && i < end) {
        all.add("task " + id + ": " + event.type() + " is " + (i + 1) + " of " + events.size());
      }
    }
  }

  private static void checkSteps(String id, List<Event> events, List<String> all) {
    var recovered = count(events, "task_recovered");
    var done = new HashSet<String>();
    var starts = new LinkedHashMap<String, Integer>();
    for (var event : events) {
      var step =
          switch (event.type()) {
            case "task_plan_ready" -> "plan " + event.data().path("version").asText();
            case "model_turn_completed" ->
                "turn "
                    + event.data().path("subtask_id").asText()
                    + "."
                    + event.data().path("attempt").asText()
                    + "."
                    + event.data().path("turn").asText();
            case "tool_call_completed" -> event.step();
            default -> "";
          };
      if (!step.isEmpty() && !done.add(step)) {
        all.add("task " + id + ": " + step + " was completed twice");
      }
      if (event.type().equals("tool_call_started")) {
        starts.merge(event.step(), 1, Integer::sum);
        if (done.contains(event.step())) {
          all.add("task " + id + ": " + event.step() + " was started after it was completed");
        }
      }
    }
    starts.forEach(
        (step, times) -> {
          if (times > 1 + recovered) {
            all.add(
                "task %s: %s was started %d times, recovered %d times"
                    .formatted(id, step, times, recovered));
          }
        });
  }

  private static void checkEffects(
      String id, List<Event> events, Map<String, Integer> effects, List<String> all) {
    for (var event : events) {
      if (event.type().equals("tool_call_completed")
          && event.data().path("tool").asText().equals("shell_execute")
          && event.data().path("success").asBoolean()
          && !effects.containsKey(id + " " + event.step())) {
        all.add("task " + id + ": " + event.step() + " succeeded and left no effect");
      }
    }
  }

  private static int count(List<Event> events, String type) {
    return (int) events.stream().filter(event -> event.type().equals(type)).count();
  }

  /// Returns the number of tasks.
  int taskCount() {
    return tasks.size();
  }

  /// Returns the number of events of a type.
  int count(String type) {
    return tasks.values().stream().mapToInt(events -> count(events, type)).sum();
  }

  /// Returns the number of tool calls without a result when an engine was killed.
  int stepsInDoubt() {
    return tasks.values().stream()
        .flatMap(List::stream)
        .filter(event -> event.type().equals("task_recovered"))
        .mapToInt(event -> event.data().path("steps_in_doubt").size())
        .sum();
  }

  /// Returns the number of unfinished tasks at a time.
  int unfinishedAt(Instant time) {
    return (int)
        tasks.values().stream()
            .filter(events -> events.getFirst().at().isBefore(time))
            .filter(
                events ->
                    events.stream()
                        .filter(event -> TERMINAL_EVENTS.contains(event.type()))
                        .allMatch(end -> end.at().isAfter(time)))
            .count();
  }

  /// Returns the number of unfinished tasks.
  int unfinished() {
    return unfinishedAt(Instant.MAX);
  }
}
