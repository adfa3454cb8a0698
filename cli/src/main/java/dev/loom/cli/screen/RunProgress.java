package dev.loom.cli.screen;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Holds the subtasks of a running task with what each does, and formats them as the footer of a
/// screen: one row per subtask, the running ones always among them, and a row of totals. Guarded by
/// the lock of the screen.
final class RunProgress implements Screen.Footer {
  private static final int STREAMED_CHARS_MAX = 500;
  private static final long SILENCE_SECONDS_SHOWN = 2;
  private static final int ID_COLUMNS_MAX = 20;
  private static final String CLOCK = "◐◓◑◒";

  /// State of a subtask, in the order in which rows are kept if there is no space for all.
  enum State {
    ASKING,
    RUNNING,
    FAILED,
    PENDING,
    SKIPPED,
    DONE
  }

  /// One subtask, or the planner.
  static final class Row {
    final String id;
    final String description;
    State state = State.PENDING;
    String note = "";
    private String activity = "";
    private Instant since;
    private Instant until;
    private String streamedText = "";
    private String streamedStep = "";
    private long streamedSeq;

    Row(String id, String description, Instant now) {
      this.id = id;
      this.description = description;
      this.since = now;
    }

    /// Says what the subtask does from now on; empty while it waits for its model.
    void begin(String newActivity, Instant now) {
      activity = newActivity;
      since = now;
      until = null;
      streamedText = "";
    }

    /// Says that the subtask waits for its next attempt, or goes on waiting.
    void waitUntil(String reason, Instant now, Instant end) {
      var from = until == null ? now : since;
      begin(reason, from);
      until = end;
    }

    /// Adds output of the current model turn. It begins again when the model call is retried, and
    /// after a gap, because the lost tokens may have begun it again.
    void stream(JsonNode token, Instant now) {
      var step = token.path("step_id").asText();
      var seq = token.path("seq").asLong();
      var continues = step.equals(streamedStep) && (seq == 0 || seq == streamedSeq + 1);
      streamedStep = step;
      streamedSeq = seq;
      if (!activity.isEmpty()) {
        begin("", now);
      }
      since = now;
      if (token.path("restart").asBoolean()) {
        streamedText = "";
      } else if (!continues) {
        streamedText = seq <= 1 ? "" : "… ";
      }
      if (!token.path("kind").asText().equals("reasoning")) {
        var text = streamedText + token.path("token").asText();
        streamedText = text.substring(Math.max(0, text.length() - STREAMED_CHARS_MAX));
      }
    }

    /// Returns what the subtask does, cut to a width: the end of streamed text, the beginning of
    /// anything else; and for how long.
    private String doing(Instant now, int columns) {
      var streamed = activity.isEmpty() ? Screen.sanitize(streamedText) : "";
      var clock = clock(now, !streamed.isEmpty());
      int left = columns - Columns.width(clock);
      return (streamed.isEmpty()
              ? Columns.fit(activity.isEmpty() ? "waiting for the model" : activity, left)
              : Columns.fitEnd(streamed, left))
          + clock;
    }

    private String clock(Instant now, boolean streams) {
      // The end of a wait is not announced; attempts after it are, but seldom.
      if (until != null && now.isBefore(until)) {
        return "  next in " + Duration.between(now, until).toSeconds() + " s";
      }
      long seconds = Math.max(0, Duration.between(since, now).toSeconds());
      return seconds < SILENCE_SECONDS_SHOWN
          ? ""
          : "  " + (streams ? "no answer for " : "") + seconds + " s";
    }
  }

  private final InstantSource clock;
  private final Map<String, Row> rows = new LinkedHashMap<>();
  private final Row planner;
  private Instant started;
  private String waiting = "";
  private long inputTokens;
  private long outputTokens;
  private double cost;
  private boolean ended;

  RunProgress(InstantSource clock) {
    this.clock = clock;
    started = clock.instant();
    planner = new Row("", "Planning", started);
  }

  Instant now() {
    return clock.instant();
  }

  /// Sets when the task was submitted.
  void startAt(Instant time) {
    started = time;
  }

  void end() {
    ended = true;
  }

  /// Returns the row of a subtask, or the planner's if the ID is empty.
  Row row(String subtask) {
    return subtask.isEmpty()
        ? planner
        : rows.computeIfAbsent(subtask, id -> new Row(id, "", now()));
  }

  /// Replaces the subtasks.
  void plan(List<Row> subtasks) {
    rows.clear();
    subtasks.forEach(row -> rows.put(row.id, row));
  }

  int size() {
    return rows.size();
  }

  /// Says why nothing runs; empty if something does.
  void setWaiting(String reason) {
    waiting = reason;
  }

  /// Adds the tokens and cost of a model call.
  void addUsage(JsonNode usage) {
    inputTokens += usage.path("input_tokens").asLong();
    outputTokens += usage.path("output_tokens").asLong();
    cost += usage.path("cost_usd").asDouble();
  }

  boolean severalRun() {
    return rows.values().stream().filter(row -> row.state == State.RUNNING).count() > 1;
  }

  /// Formats all subtasks, without what they do.
  List<String> checklist(int columns) {
    return rows.values().stream().map(row -> line(row, columns, row.note)).toList();
  }

  @Override
  public List<String> lines(int columns, int rowsMax) {
    if (ended) {
      return List.of();
    }
    var lines = new ArrayList<String>();
    if (rows.isEmpty()) {
      lines.add(
          "  "
              + checkbox(State.RUNNING)
              + " Planning  "
              + Screen.dim(planner.doing(now(), columns - 14)));
    } else {
      addRows(lines, columns, rowsMax - 1);
    }
    lines.add(Screen.dim("  " + totals()));
    return lines;
  }

  private void addRows(List<String> lines, int columns, int rowsMax) {
    var shown = rows.values().stream().toList();
    if (shown.size() > rowsMax) {
      shown =
          shown.stream()
              .sorted(Comparator.comparing(row -> row.state))
              .limit(Math.max(1, rowsMax - 1))
              .toList();
    }
    for (var row : rows.values()) {
      if (shown.contains(row)) {
        lines.add(line(row, columns, row.note));
      }
    }
    if (shown.size() < rows.size()) {
      lines.add(Screen.dim("  … " + folded(shown)));
    }
  }

  private String folded(List<Row> shown) {
    var hidden = rows.values().stream().filter(row -> !shown.contains(row)).toList();
    var counts = new ArrayList<String>();
    for (var state : State.values()) {
      var count = hidden.stream().filter(row -> row.state == state).count();
      if (count > 0) {
        counts.add(count + " " + state.name().toLowerCase(Locale.ROOT));
      }
    }
    return "and " + String.join(", ", counts);
  }

  private String line(Row row, int columns, String note) {
    int idColumns =
        Math.min(
            ID_COLUMNS_MAX,
            rows.values().stream().mapToInt(each -> Columns.width(each.id)).max().orElse(0));
    int textColumns = Math.max(0, columns - idColumns - 6);
    int descriptionColumns =
        Math.min(
            rows.values().stream()
                .mapToInt(each -> Columns.width(each.description))
                .max()
                .orElse(0),
            textColumns / 2);
    int noteColumns = textColumns - descriptionColumns - 2;
    var running = row.state == State.RUNNING && !ended;
    var shownNote =
        running ? Screen.dim(row.doing(now(), noteColumns)) : Columns.fit(note, noteColumns);
    var isBare = Columns.width(shownNote) == 0;
    var description = Columns.fit(row.description, isBare ? textColumns : descriptionColumns);
    var line =
        "  "
            + checkbox(row.state)
            + " "
            + Columns.pad(Columns.fit(row.id, idColumns), idColumns)
            + "  "
            + (isBare ? description : Columns.pad(description, descriptionColumns) + "  ");
    return (line + shownNote).stripTrailing();
  }

  private String checkbox(State state) {
    return switch (state) {
      case ASKING -> Screen.yellow("?");
      case RUNNING ->
          ended ? "◐" : "" + CLOCK.charAt((int) (now().getEpochSecond() % CLOCK.length()));
      case FAILED -> Screen.red("☒");
      case DONE -> Screen.green("☑");
      case PENDING, SKIPPED -> "☐";
    };
  }

  private String totals() {
    var parts = new ArrayList<String>();
    if (!rows.isEmpty()) {
      var done = rows.values().stream().filter(row -> row.state == State.DONE).count();
      parts.add(done + "/" + rows.size());
    }
    parts.add(Screen.formatDuration(Duration.between(started, now())));
    if (!waiting.isEmpty()) {
      parts.add(waiting);
    }
    var usage = usageText(inputTokens, outputTokens, cost);
    if (!usage.isEmpty()) {
      parts.add(usage);
    }
    parts.add("Ctrl-C cancels the task");
    return String.join(" · ", parts);
  }

  /// Formats tokens and cost; empty when there are none, as with the built-in rules.
  static String usageText(long input, long output, double cost) {
    return (input + output == 0 ? "" : tokens(input) + " in, " + tokens(output) + " out")
        + (cost == 0 ? "" : " · $" + Screen.formatNumber(cost));
  }

  private static String tokens(long count) {
    return count < 1000
        ? Long.toString(count)
        : count < 1_000_000
            ? String.format(Locale.ROOT, "%.1fk", count / 1e3)
            : String.format(Locale.ROOT, "%.1fM", count / 1e6);
  }
}
