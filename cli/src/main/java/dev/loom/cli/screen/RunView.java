package dev.loom.cli.screen;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loom.cli.screen.RunProgress.Row;
import dev.loom.cli.screen.RunProgress.State;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// Shows the events of a running task: on a terminal a footer with its subtasks and what they do;
/// above it, or without a terminal alone, a line per tool call, what the user has to decide, and
/// the result. Safe for concurrent use.
public final class RunView {
  /// Reports that diff and undo do not cover all that a task changed.
  public static final String UNRECORDED =
      "Some changes of this task are not recorded and cannot be undone; the results of its calls say"
          + " why.";

  private static final int TEXT_CHARS_MAX = 200;
  private static final int FEEDBACK_CHARS_MAX = 1000;

  private final Screen screen;
  private final RunProgress progress;
  private final Map<String, JsonNode> arguments = new HashMap<>();
  private final Set<String> shownFeedback = new HashSet<>();
  private final Set<String> shownErrors = new HashSet<>();
  private String workspace = "";

  public RunView(Screen screen) {
    this(screen, InstantSource.system());
  }

  RunView(Screen screen, InstantSource clock) {
    this.screen = screen;
    progress = new RunProgress(clock);
    screen.setFooter(progress);
  }

  /// Shows an event of the task. Unknown event types are ignored.
  public void show(JsonNode event) {
    synchronized (screen) {
      var data = event.path("data");
      showEvent(event, data, data.path("subtask_id").asText(""));
    }
  }

  private void showEvent(JsonNode event, JsonNode data, String subtask) {
    switch (event.path("event_type").asText()) {
      case "task_submitted" -> {
        workspace = data.at("/task/workspace").asText();
        progress.startAt(time(event.path("timestamp")));
      }
      case "task_planning" -> showPlanning(data);
      case "task_plan_rejected" -> progress.addUsage(data.path("usage"));
      case "task_plan_ready" -> showPlan(data);
      case "task_recovered" -> screen.printLine(Screen.dim("Resuming after a restart."));
      case "task_paused" -> showPaused(event, data);
      case "task_resumed" -> showUserAction("▸ Resumed.");
      case "task_steered" -> screen.printLine("» " + truncate(data, "instruction"));
      case "task_replanning" -> screen.printLine("Replanning: " + truncate(data, "reason"));
      case "model_waiting" -> showModelWaiting(event, subtask, data);
      case "budget_exhausted" -> showBudgetExhausted(event, data);
      case "budget_answered" ->
          showUserAction("    budget: " + data.path("choice").asText() + expiryNote(data));
      case "question_asked" -> showQuestion(event, subtask, data);
      case "question_answered" -> {
        progress.row(subtask).state = State.RUNNING;
        screen.printLine("    answered: " + truncate(data, "answer") + expiryNote(data));
      }
      case "subtask_started" -> showSubtaskStarted(subtask, data);
      case "model_turn_completed" -> showModelTurn(subtask, data);
      case "verification_completed" -> progress.addUsage(data.path("usage"));
      case "token_streamed" -> progress.row(subtask).stream(data, progress.now());
      case "tool_progress" ->
          begin(subtask, Screen.text(data, "tool") + ": " + truncate(data, "message"));
      case "tool_call_started" -> {
        arguments.put(data.path("step_id").asText(), data.path("args"));
        begin(subtask, ToolCallText.call(data.path("tool").asText(), data.path("args")));
      }
      case "tool_call_completed" -> showToolCall(subtask, data);
      case "subtask_completed" ->
          setResult(subtask, State.DONE, seconds(data) + verificationNote(data));
      case "subtask_failed" -> showSubtaskFailed(subtask, data);
      case "subtask_retrying" ->
          screen.printLine(
              "  ↻ %s: attempt %d".formatted(subtask, data.path("attempt").asInt() + 1));
      case "subtask_skipped" ->
          setResult(subtask, State.SKIPPED, Screen.dim(truncate(data, "reason")));
      case "approval_requested" -> showApprovalRequest(event, subtask, data);
      case "approval_received" -> {
        progress.row(subtask).state = State.RUNNING;
        begin(subtask, "");
        screen.printLine(
            (data.path("approved").asBoolean() ? "    approved" : "    rejected")
                + expiryNote(data));
      }
      case "task_completed" -> showEnd(Screen.green("Done"), data, data.path("summary").asText());
      case "task_failed" -> showEnd(Screen.red("Failed"), data, data.path("error").asText());
      case "task_cancelled" -> showEnd("Cancelled", data, data.path("reason").asText());
      default -> {
        // Other events are not displayed.
      }
    }
  }

  private void begin(String subtask, String activity) {
    progress.row(subtask).begin(activity, progress.now());
  }

  private void showPlanning(JsonNode data) {
    begin("", "");
    int round = data.path("round").asInt(1);
    if (round > 1) {
      screen.printLine("The plan was invalid. Retrying (attempt " + round + ") …");
    } else if (!screen.isLive()) {
      screen.printLine("Planning …");
    }
  }

  private void showPlan(JsonNode data) {
    progress.addUsage(data.path("usage"));
    var rows = new ArrayList<Row>();
    for (var subtask : data.path("plan").path("subtasks")) {
      rows.add(
          new Row(Screen.text(subtask, "id"), truncate(subtask, "description"), progress.now()));
    }
    progress.plan(rows);
    screen.printLine("Plan: " + Screen.count(progress.size(), "subtask"));
    if (!screen.isLive()) {
      rows.forEach(row -> screen.printLine("  ☐ " + row.id + "  " + row.description));
    }
  }

  private void showPaused(JsonNode event, JsonNode data) {
    var reason = truncate(data, "reason");
    progress.setWaiting("paused");
    screen.printLine(reason.isBlank() ? "‖ Paused." : "‖ Paused: " + reason);
    printCommand(event, "resume");
  }

  private void showUserAction(String line) {
    progress.setWaiting("");
    screen.printLine(line);
  }

  private void showModelWaiting(JsonNode event, String subtask, JsonNode data) {
    var model = Screen.text(data, "model");
    var retryAt = time(data.path("retry_at"));
    progress
        .row(subtask)
        .waitUntil(
            "waiting for " + model + ": " + truncate(data, "reason"), progress.now(), retryAt);
    screen.printLine(
        "  … waiting for model %s (attempt %d): %s Next attempt in %d s."
            .formatted(
                model,
                data.path("attempt").asInt(),
                truncate(data, "reason"),
                Duration.between(time(event.path("timestamp")), retryAt).toSeconds()));
  }

  private void showSubtaskStarted(String subtask, JsonNode data) {
    progress.row(subtask).state = State.RUNNING;
    begin(subtask, "");
    if (!screen.isLive()) {
      int attempt = data.path("attempt").asInt(1);
      screen.printLine("◐ " + subtask + (attempt > 1 ? " (attempt " + attempt + ")" : ""));
    }
  }

  /// Shows what the model says before its tool calls. What it says last is the result.
  private void showModelTurn(String subtask, JsonNode data) {
    progress.addUsage(data.path("usage"));
    var last = data.path("tool_calls").isEmpty();
    begin(subtask, last ? "verifying the result" : "");
    var text = truncate(data, "text");
    if (!last && !text.isEmpty()) {
      printFitted(Screen.dim("    " + subtask + ": " + text));
    }
  }

  private void showToolCall(String subtask, JsonNode data) {
    begin(subtask, "");
    var args = arguments.remove(data.path("step_id").asText());
    var known = args == null ? data.path("args") : args;
    var success = data.path("success").asBoolean();
    if (!success) {
      shownErrors.add(truncate(data, "error"));
    }
    var call = ToolCallText.call(data.path("tool").asText(), known);
    var result = success ? ToolCallText.finding(known, data) : Screen.red(truncate(data, "error"));
    var duration = data.path("duration").asDouble() >= 1 ? "  " + seconds(data) : "";
    var owner = screen.isLive() && progress.severalRun() ? Screen.dim("  (" + subtask + ")") : "";
    var end = (result.isEmpty() ? "" : " — " + result) + duration + owner;
    // What was found stays in sight: a long call is cut first.
    int space = screen.columns() - 6 - Columns.width(end);
    printFitted(
        "    "
            + (success ? Screen.green("✓") : Screen.red("✗"))
            + " "
            + Columns.fit(call, Math.max(20, space))
            + end);
    if (success && screen.isLive()) {
      ToolCallText.hunk(known).forEach(line -> printFitted("        " + line));
    }
  }

  private void printFitted(String line) {
    screen.printLine(Columns.fit(line, screen.columns()));
  }

  private void setResult(String subtask, State state, String note) {
    var row = progress.row(subtask);
    row.state = state;
    row.note = note;
    if (!screen.isLive()) {
      screen.printLine(plainCheckbox(state) + " " + subtask + (note.isEmpty() ? "" : "  " + note));
    }
  }

  private static String plainCheckbox(State state) {
    return switch (state) {
      case DONE -> "☑";
      case FAILED -> "☒";
      default -> "☐";
    };
  }

  private void showSubtaskFailed(String subtask, JsonNode data) {
    setResult(subtask, State.FAILED, "");
    var feedback = Screen.truncate(data, "feedback", FEEDBACK_CHARS_MAX);
    shownFeedback.add(feedback);
    var name = screen.isLive() ? subtask + ": " : "";
    var text = feedback;
    for (var error : shownErrors) {
      text = text.endsWith(": " + error) ? text.replace(": " + error, ".") : text;
    }
    screen.printLine("    " + Screen.red(name + text));
  }

  /// Shows what is to be approved as a block: the action, where, why, and what can be undone.
  private void showApprovalRequest(JsonNode event, String subtask, JsonNode data) {
    progress.row(subtask).state = State.ASKING;
    progress.row(subtask).note = Screen.yellow("needs approval");
    var isResult = data.path("category").asText().equals("confidence");
    screen.printLine(
        Screen.yellow(
            "  ? %s needs %s: %s"
                .formatted(
                    subtask,
                    isResult
                        ? "review"
                        : "approval (" + data.path("risk_level").asText() + " risk)",
                    Screen.text(data, "reason"))));
    var command = data.at("/details/args/command");
    var action = command.isTextual() ? command : data.path("proposed_action");
    // Each line on its own: a command after a comment would look like a part of it.
    action
        .asText()
        .lines()
        .map(Screen::sanitize)
        .forEach(line -> screen.printLine("      " + Screen.bold(line)));
    if (screen.isLive() && !isResult) {
      screen.printLine(Screen.dim("      in " + Screen.sanitize(workspace)));
      screen.printLine(
          Screen.dim(
              "      Changes of files there can be undone unless the result says otherwise;"
                  + " nothing else can."));
    }
    printAnswerCommand(
        event, "approve", subtask, "--action", Screen.shortHash(data.path("action_hash").asText()));
  }

  private void showQuestion(JsonNode event, String subtask, JsonNode data) {
    progress.row(subtask).state = State.ASKING;
    progress.row(subtask).note = Screen.yellow("asks");
    screen.printLine(Screen.yellow("  ? " + subtask + " asks: " + Screen.text(data, "question")));
    for (var option : data.path("options")) {
      screen.printLine("      - " + Screen.sanitize(option.asText()));
    }
    printAnswerCommand(event, "answer", data.path("question_id").asText(), "TEXT");
  }

  private void showBudgetExhausted(JsonNode event, JsonNode data) {
    progress.setWaiting("budget exhausted");
    screen.printLine(
        Screen.yellow(
            "  ? The budget is exhausted: %s of %s %s"
                .formatted(
                    Screen.formatNumber(data.path("used").asDouble()),
                    Screen.formatNumber(data.path("allowed").asDouble()),
                    data.path("limit").asText())));
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
    progress.end();
    if (screen.isLive()) {
      screen.printLines(progress.checklist(screen.columns()));
    }
    screen.printLine("");
    var usage = data.path("usage");
    var usageText =
        RunProgress.usageText(
            usage.path("input_tokens").asLong(),
            usage.path("output_tokens").asLong(),
            usage.path("cost_usd").asDouble());
    screen.printLine(
        "%s in %s: %d of %s%s"
            .formatted(
                outcome,
                seconds(data),
                data.path("completed").asInt(),
                Screen.count(data.path("total").asInt(), "subtask"),
                usageText.isEmpty() ? "" : ", " + usageText));
    resultLines(text).forEach(line -> screen.printLine(("  " + line).stripTrailing()));
    for (var file : data.path("workspace_changes").path("files")) {
      screen.printLine(
          "  " + changeSign(file.path("kind").asText()) + " " + Screen.text(file, "path"));
    }
    if (data.at("/workspace_changes/files_changed_unknown").asBoolean()) {
      screen.printLine(Screen.yellow("  " + UNRECORDED));
    }
  }

  /// Returns the result without reasons that were shown before; rendered on a terminal, else to the
  /// letter.
  private List<String> resultLines(String text) {
    var unseen =
        text.lines()
            .filter(line -> shownFeedback.stream().noneMatch(Screen.sanitize(line)::endsWith))
            .toList();
    return screen.isLive()
        ? Markdown.render(String.join("\n", unseen))
        : unseen.stream().map(Screen::sanitizeLine).toList();
  }

  private static String changeSign(String kind) {
    return switch (kind) {
      case "created" -> Screen.green("+");
      case "deleted" -> Screen.red("-");
      default -> "~";
    };
  }

  private static String seconds(JsonNode data) {
    return String.format(Locale.ROOT, "%.1f s", data.path("duration").asDouble());
  }

  /// Parses an ISO 8601 instant; without one it is now.
  private Instant time(JsonNode timestamp) {
    try {
      return Instant.parse(timestamp.asText());
    } catch (DateTimeParseException ignored) {
      return progress.now();
    }
  }

  private static String truncate(JsonNode object, String field) {
    return Screen.truncate(object, field, TEXT_CHARS_MAX);
  }
}
