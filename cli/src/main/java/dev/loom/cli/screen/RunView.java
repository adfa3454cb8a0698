package dev.loom.cli.screen;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// Formats the events of a running task: a checklist of its subtasks, one line per tool call, and
/// the result. Not safe for concurrent use.
public final class RunView {
  private static final int TEXT_CHARS_MAX = 200;
  private static final int ARGUMENT_CHARS_MAX = 60;
  private static final int STREAMED_CHARS_MAX = 300;

  private final Screen screen;
  private final Map<String, Row> plan = new LinkedHashMap<>();
  private final Map<String, String> arguments = new LinkedHashMap<>();

  public RunView(Screen screen) {
    this.screen = screen;
  }

  /// One subtask in the checklist.
  private static final class Row {
    final String description;
    String checkbox = "☐";
    String note = "";
    String streamedText = "";
    String streamedStep = "";
    long streamedSeq;

    Row(String description) {
      this.description = description;
    }

    String toLine(String subtask) {
      var line = checkbox + " " + subtask + "  " + description;
      return note.isEmpty() ? line : line + "  " + note;
    }
  }

  /// Prints an event of the task. Unknown event types are ignored.
  public void show(JsonNode event) {
    var data = event.path("data");
    var subtask = data.path("subtask_id").asText();
    switch (event.path("event_type").asText()) {
      case "task_planning" ->
          screen.printLine(
              data.path("round").asInt(1) == 1
                  ? "Planning …"
                  : "The planner's response was not a valid plan; requesting another …");
      case "task_plan_ready" -> showPlan(data);
      case "task_recovered" -> screen.printLine(Screen.dim("Resuming after a restart."));
      case "task_paused" -> {
        var reason = truncate(data, "reason");
        screen.printLine(reason.isBlank() ? "‖ Paused." : "‖ Paused: " + reason);
        printCommand(event, "resume");
      }
      case "model_waiting" ->
          screen.printLine(
              "  … waiting for model %s (attempt %d): %s Next attempt in %d s."
                  .formatted(
                      Screen.text(data, "model"),
                      data.path("attempt").asInt(),
                      truncate(data, "reason"),
                      secondsUntil(data.path("retry_at"), event.path("timestamp"))));
      case "task_resumed" -> screen.printLine("▸ Resumed.");
      case "task_steered" -> screen.printLine("» " + truncate(data, "instruction"));
      case "task_replanning" -> screen.printLine("Replanning: " + truncate(data, "reason"));
      case "budget_exhausted" -> showBudgetExhausted(event, data);
      case "budget_answered" ->
          screen.printLine("    budget: " + data.path("choice").asText() + expiryNote(data));
      case "question_asked" -> showQuestion(event, subtask, data);
      case "question_answered" ->
          screen.printLine("    answered: " + truncate(data, "answer") + expiryNote(data));
      case "subtask_started" -> showSubtaskStarted(subtask, data);
      case "token_streamed" -> appendToken(row(subtask), data);
      case "tool_progress" ->
          row(subtask).note =
              Screen.dim(data.path("tool").asText() + ": " + truncate(data, "message"));
      case "tool_call_started" ->
          arguments.put(data.path("step_id").asText(), argumentsText(data.path("args")));
      case "tool_call_completed" -> showToolCall(subtask, data);
      case "subtask_completed" ->
          setResult(subtask, Screen.green("☑"), durationText(data) + verificationNote(data));
      case "subtask_failed" -> {
        setResult(subtask, Screen.red("☒"), "");
        screen.printLine("    " + Screen.red(truncate(data, "feedback")));
      }
      case "subtask_retrying" ->
          screen.printLine(
              "  ↻ %s: attempt %d".formatted(subtask, data.path("attempt").asInt() + 1));
      case "subtask_skipped" -> setResult(subtask, "☐", Screen.dim(truncate(data, "reason")));
      case "approval_requested" -> showApprovalRequest(event, subtask, data);
      case "approval_received" ->
          screen.printLine(
              (data.path("approved").asBoolean() ? "    approved" : "    rejected")
                  + expiryNote(data));
      case "task_completed" -> showEnd(Screen.green("Done"), data, data.path("summary").asText());
      case "task_failed" -> showEnd(Screen.red("Failed"), data, data.path("error").asText());
      case "task_cancelled" -> showEnd("Cancelled", data, data.path("reason").asText());
      default -> {
        // Other events are not displayed.
      }
    }
    screen.updateFooter(checklist());
  }

  private void showPlan(JsonNode data) {
    plan.clear();
    for (var subtask : data.path("plan").path("subtasks")) {
      plan.put(subtask.path("id").asText(), new Row(truncate(subtask, "description")));
    }
    screen.printLine("Plan: " + Screen.count(plan.size(), "subtask"));
    if (!screen.isLive()) {
      checklist().forEach(screen::printLine);
    }
  }

  private List<String> checklist() {
    return plan.entrySet().stream()
        .map(entry -> "  " + entry.getValue().toLine(entry.getKey()))
        .toList();
  }

  private Row row(String subtask) {
    return plan.computeIfAbsent(subtask, id -> new Row(""));
  }

  private void showSubtaskStarted(String subtask, JsonNode data) {
    row(subtask).checkbox = "◐";
    row(subtask).note = "";
    if (!screen.isLive()) {
      int attempt = data.path("attempt").asInt(1);
      screen.printLine("◐ " + subtask + (attempt > 1 ? " (attempt " + attempt + ")" : ""));
    }
  }

  /// Shows the text of the current model turn. It begins again when the model call is retried, and
  /// after a gap, because the lost tokens may have begun it again.
  private static void appendToken(Row row, JsonNode data) {
    var step = data.path("step_id").asText();
    var seq = data.path("seq").asLong();
    var continues = step.equals(row.streamedStep) && (seq == 0 || seq == row.streamedSeq + 1);
    row.streamedStep = step;
    row.streamedSeq = seq;
    if (data.path("restart").asBoolean()) {
      row.streamedText = "";
    } else if (!continues) {
      row.streamedText = seq <= 1 ? "" : "… ";
    }
    if (!data.path("kind").asText().equals("reasoning")) {
      var text = row.streamedText + data.path("token").asText();
      row.streamedText = text.substring(Math.max(0, text.length() - STREAMED_CHARS_MAX));
      row.note = Screen.dim(Screen.sanitize(row.streamedText));
    }
  }

  private void showToolCall(String subtask, JsonNode data) {
    var row = row(subtask);
    row.note = "";
    row.streamedText = "";
    boolean success = data.path("success").asBoolean();
    var callArguments = arguments.remove(data.path("step_id").asText());
    screen.printLine(
        "    %s %s %s%s"
            .formatted(
                success ? Screen.green("✓") : Screen.red("✗"),
                data.path("tool").asText(),
                callArguments == null ? "" : callArguments,
                success ? "" : " — " + truncate(data, "error")));
  }

  private static String argumentsText(JsonNode args) {
    return args.valueStream()
        .map(value -> value.isTextual() ? value.asText() : value.toString())
        .map(value -> Screen.truncate(value, ARGUMENT_CHARS_MAX))
        .collect(Collectors.joining(" "));
  }

  private void setResult(String subtask, String checkbox, String note) {
    row(subtask).checkbox = checkbox;
    row(subtask).note = note;
    if (!screen.isLive()) {
      screen.printLine(checkbox + " " + subtask + (note.isEmpty() ? "" : "  " + note));
    }
  }

  private void showApprovalRequest(JsonNode event, String subtask, JsonNode data) {
    row(subtask).checkbox = "?";
    screen.printLine(
        "  ? %s needs approval (%s risk): %s"
            .formatted(subtask, data.path("risk_level").asText(), Screen.text(data, "reason")));
    screen.printLine("      " + Screen.text(data, "proposed_action"));
    printAnswerCommand(
        event, "approve", subtask, "--action", Screen.shortHash(data.path("action_hash").asText()));
  }

  private void showQuestion(JsonNode event, String subtask, JsonNode data) {
    row(subtask).checkbox = "?";
    screen.printLine("  ? " + subtask + " asks: " + Screen.text(data, "question"));
    for (var option : data.path("options")) {
      screen.printLine("      - " + Screen.sanitize(option.asText()));
    }
    printAnswerCommand(event, "answer", data.path("question_id").asText(), "TEXT");
  }

  private void showBudgetExhausted(JsonNode event, JsonNode data) {
    screen.printLine(
        "  ? The budget is exhausted: %s of %s %s"
            .formatted(
                Screen.formatNumber(data.path("used").asDouble()),
                Screen.formatNumber(data.path("allowed").asDouble()),
                data.path("limit").asText()));
    printAnswerCommand(event, "answer", data.path("question_id").asText(), "raise|finish|stop");
  }

  /// Prints the command that answers a request, for users with a second terminal. Without a
  /// terminal the request is answered before anyone could use it.
  private void printAnswerCommand(JsonNode event, String command, String... arguments) {
    if (screen.isLive()) {
      printCommand(event, command, arguments);
    }
  }

  /// Prints the `loom` command that responds to the event.
  private void printCommand(JsonNode event, String command, String... arguments) {
    var line = "loom " + command + " " + event.path("task_id").asText();
    screen.printLine(
        Screen.dim(("      " + line + " " + String.join(" ", arguments)).stripTrailing()));
  }

  private static String expiryNote(JsonNode data) {
    return data.path("expired").asBoolean() ? " (no answer in time)" : "";
  }

  private static String verificationNote(JsonNode data) {
    return data.path("verification").asText().equals("unverified") ? ", not verified" : "";
  }

  private void showEnd(String outcome, JsonNode data, String text) {
    screen.updateFooter(List.of());
    printFinalChecklist();
    screen.printLine("");
    screen.printLine(
        "%s in %s: %d of %s%s"
            .formatted(
                outcome,
                durationText(data),
                data.path("completed").asInt(),
                Screen.count(data.path("total").asInt(), "subtask"),
                usageText(data.path("usage"))));
    text.lines().map(Screen::sanitize).forEach(line -> screen.printLine("  " + line));
    for (var file : data.path("workspace_changes").path("files")) {
      screen.printLine(
          "  " + changeSign(file.path("kind").asText()) + " " + Screen.text(file, "path"));
    }
  }

  /// Prints the checklist of the footer as permanent lines.
  private void printFinalChecklist() {
    if (screen.isLive()) {
      checklist().forEach(screen::printLine);
      plan.clear();
    }
  }

  private static String changeSign(String kind) {
    return switch (kind) {
      case "created" -> Screen.green("+");
      case "deleted" -> Screen.red("-");
      default -> "~";
    };
  }

  /// Formats token usage and cost; empty when there is none, as with the built-in rules.
  private static String usageText(JsonNode usage) {
    long input = usage.path("input_tokens").asLong();
    long output = usage.path("output_tokens").asLong();
    double cost = usage.path("cost_usd").asDouble();
    return (input + output == 0
            ? ""
            : String.format(Locale.ROOT, ", %,d input and %,d output tokens", input, output))
        + (cost == 0 ? "" : ", $" + Screen.formatNumber(cost));
  }

  private static String durationText(JsonNode data) {
    return String.format(Locale.ROOT, "%.1f s", data.path("duration").asDouble());
  }

  /// Returns the seconds between two ISO 8601 instants; 0 if one is missing.
  private static long secondsUntil(JsonNode later, JsonNode earlier) {
    try {
      return Duration.between(Instant.parse(earlier.asText()), Instant.parse(later.asText()))
          .toSeconds();
    } catch (DateTimeParseException ignored) {
      return 0;
    }
  }

  private static String truncate(JsonNode object, String field) {
    return Screen.truncate(object, field, TEXT_CHARS_MAX);
  }
}
