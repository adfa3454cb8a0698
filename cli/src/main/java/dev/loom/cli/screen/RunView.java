package dev.loom.cli.screen;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// A running task as lines: a plan whose boxes are ticked, a line a tool call, the end.
public final class RunView {
  private static final int TEXT_CHARS_MAX = 200;
  private static final int TAIL_CHARS = 300;
  private static final int HASH_CHARS = 12;

  private final Screen screen;
  private final Map<String, Row> plan = new LinkedHashMap<>();
  private final Map<String, String> arguments = new LinkedHashMap<>();

  public RunView(Screen screen) {
    this.screen = screen;
  }

  /// A subtask's line in the checklist.
  private static final class Row {
    final String description;
    String box = "☐";
    String note = "";
    String said = "";

    Row(String description) {
      this.description = description;
    }
  }

  /// Shows an event.
  public void show(JsonNode event) {
    var data = event.path("data");
    var subtask = data.path("subtask_id").asText();
    switch (event.path("event_type").asText()) {
      case "task_planning" ->
          screen.line(
              data.path("round").asInt(1) == 1
                  ? "Planning …"
                  : "The plan was no plan; once more …");
      case "task_plan_ready" -> plan(data);
      case "task_recovered" -> screen.line(Screen.faint("Going on after a restart."));
      case "task_paused" -> said(event, "‖ Paused.", "resume");
      case "task_resumed" -> screen.line("▸ Going on.");
      case "task_steered" -> screen.line("» " + beginning(data.path("instruction").asText()));
      case "task_replanning" ->
          screen.line("Planning anew: " + beginning(data.path("reason").asText()));
      case "budget_exhausted" -> budget(event, data);
      case "budget_answered" ->
          screen.line("    budget: " + data.path("choice").asText() + unasked(data));
      case "question_asked" -> question(event, subtask, data);
      case "question_answered" ->
          screen.line("    answered: " + beginning(data.path("answer").asText()) + unasked(data));
      case "subtask_started" -> started(subtask, data);
      case "token_streamed" -> token(subtask, data.path("token").asText());
      case "tool_call_started" ->
          arguments.put(data.path("step_id").asText(), arguments(data.path("args")));
      case "tool_call_completed" -> called(subtask, data);
      case "subtask_completed" ->
          ended(subtask, Screen.good("☑"), seconds(data) + unverified(data));
      case "subtask_failed" -> {
        ended(subtask, Screen.bad("☒"), "");
        screen.line("    " + Screen.bad(beginning(data.path("feedback").asText())));
      }
      case "subtask_retrying" ->
          screen.line("  ↻ %s: attempt %d".formatted(subtask, data.path("attempt").asInt() + 1));
      case "subtask_skipped" -> {
        ended(subtask, "☐", Screen.faint(beginning(data.path("reason").asText())));
      }
      case "approval_requested" -> asked(event, subtask, data);
      case "approval_received" ->
          screen.line(
              (data.path("approved").asBoolean() ? "    approved" : "    rejected")
                  + unasked(data));
      case "task_completed" -> end(Screen.good("Done"), data, data.path("summary").asText());
      case "task_failed" -> end(Screen.bad("Failed"), data, data.path("error").asText());
      case "task_cancelled" -> end("Cancelled", data, data.path("reason").asText());
      default -> {
        // What a later engine also tells is not for this view.
      }
    }
    screen.below(checklist());
  }

  private void plan(JsonNode data) {
    plan.clear();
    for (var subtask : data.path("plan").path("subtasks")) {
      plan.put(
          subtask.path("id").asText(), new Row(beginning(subtask.path("description").asText())));
    }
    screen.line("Plan: " + plan.size() + (plan.size() == 1 ? " subtask" : " subtasks"));
    if (!screen.isLive()) {
      checklist().forEach(screen::line);
    }
  }

  private List<String> checklist() {
    var lines = new ArrayList<String>();
    plan.forEach(
        (id, row) ->
            lines.add(
                "  "
                    + row.box
                    + " "
                    + id
                    + "  "
                    + row.description
                    + (row.note.isEmpty() ? "" : "  " + row.note)));
    return lines;
  }

  private Row row(String subtask) {
    return plan.computeIfAbsent(subtask, id -> new Row(""));
  }

  private void started(String subtask, JsonNode data) {
    row(subtask).box = "◐";
    row(subtask).note = "";
    if (!screen.isLive()) {
      screen.line("◐ " + subtask + (data.path("attempt").asInt(1) > 1 ? " again" : ""));
    }
  }

  private void token(String subtask, String token) {
    var row = row(subtask);
    var said = row.said + token;
    row.said = said.substring(Math.max(0, said.length() - TAIL_CHARS));
    row.note = Screen.faint(Screen.harmless(row.said));
  }

  private void called(String subtask, JsonNode data) {
    var row = row(subtask);
    row.note = "";
    row.said = "";
    boolean good = data.path("success").asBoolean();
    var asked = arguments.remove(data.path("step_id").asText());
    screen.line(
        "    %s %s %s%s"
            .formatted(
                good ? Screen.good("✓") : Screen.bad("✗"),
                data.path("tool").asText(),
                asked == null ? "" : asked,
                good ? "" : " — " + beginning(data.path("error").asText())));
  }

  private static String arguments(JsonNode args) {
    var texts = new ArrayList<String>();
    args.properties()
        .forEach(
            field -> {
              var value =
                  field.getValue().isTextual()
                      ? field.getValue().asText()
                      : field.getValue().toString();
              var text = Screen.harmless(value);
              texts.add(text.length() > 60 ? text.substring(0, 60) + "…" : text);
            });
    return String.join(" ", texts);
  }

  private void ended(String subtask, String box, String note) {
    row(subtask).box = box;
    row(subtask).note = note;
    if (!screen.isLive()) {
      screen.line(box + " " + subtask + (note.isEmpty() ? "" : "  " + note));
    }
  }

  private void asked(JsonNode event, String subtask, JsonNode data) {
    row(subtask).box = "?";
    screen.line(
        "  ? %s asks (%s risk): %s"
            .formatted(
                subtask,
                data.path("risk_level").asText(),
                Screen.harmless(data.path("reason").asText())));
    screen.line("      " + Screen.harmless(data.path("proposed_action").asText()));
    said(event, "", "approve", subtask, "--action", shortened(data.path("action_hash").asText()));
  }

  private void question(JsonNode event, String subtask, JsonNode data) {
    row(subtask).box = "?";
    screen.line("  ? " + subtask + " asks: " + Screen.harmless(data.path("question").asText()));
    for (var option : data.path("options")) {
      screen.line("      - " + Screen.harmless(option.asText()));
    }
    said(event, "", "answer", data.path("question_id").asText(), "TEXT");
  }

  private void budget(JsonNode event, JsonNode data) {
    screen.line(
        "  ? The budget is used up: %s of %s %s"
            .formatted(
                Screen.number(data.path("used").asDouble()),
                Screen.number(data.path("allowed").asDouble()),
                data.path("limit").asText()));
    said(event, "", "answer", data.path("question_id").asText(), "raise|finish|stop");
  }

  /// A line, and the command by which it can be answered from anywhere.
  private void said(JsonNode event, String text, String command, String... arguments) {
    if (!text.isEmpty()) {
      screen.line(text);
    }
    var line = "loom " + command + " " + event.path("task_id").asText();
    screen.line(
        Screen.faint(("      " + line + " " + String.join(" ", arguments)).stripTrailing()));
  }

  /// As much of a hash as tells one action from another.
  private static String shortened(String hash) {
    return hash.substring(0, Math.min(HASH_CHARS, hash.length()));
  }

  private static String unasked(JsonNode data) {
    return data.path("expired").asBoolean() ? " (nobody answered in time)" : "";
  }

  private static String unverified(JsonNode data) {
    return data.path("verification").asText().equals("unverified") ? ", not verified" : "";
  }

  private void end(String how, JsonNode data, String text) {
    screen.below(List.of());
    checklistForGood();
    screen.line("");
    screen.line(
        "%s in %s: %d of %d subtasks%s"
            .formatted(
                how,
                seconds(data),
                data.path("completed").asInt(),
                data.path("total").asInt(),
                tokens(data.path("usage"))));
    text.lines().map(Screen::harmless).forEach(line -> screen.line("  " + line));
    for (var file : data.path("workspace_changes").path("files")) {
      screen.line(
          "  "
              + sign(file.path("kind").asText())
              + " "
              + Screen.harmless(file.path("path").asText()));
    }
  }

  /// On a terminal the checklist was only drawn; at the end it stays.
  private void checklistForGood() {
    if (screen.isLive()) {
      checklist().forEach(screen::line);
      plan.clear();
    }
  }

  private static String sign(String kind) {
    return switch (kind) {
      case "created" -> Screen.good("+");
      case "deleted" -> Screen.bad("-");
      default -> "~";
    };
  }

  /// The built-in rules take none, and then there is nothing to say.
  private static String tokens(JsonNode usage) {
    long input = usage.path("input_tokens").asLong();
    long output = usage.path("output_tokens").asLong();
    double cost = usage.path("cost_usd").asDouble();
    return (input + output == 0
            ? ""
            : String.format(Locale.ROOT, ", %,d tokens read and %,d written", input, output))
        + (cost == 0 ? "" : ", $" + Screen.number(cost));
  }

  private static String seconds(JsonNode data) {
    return String.format(Locale.ROOT, "%.1f s", data.path("duration").asDouble());
  }

  private static String beginning(String text) {
    return Screen.beginning(text, TEXT_CHARS_MAX);
  }
}
