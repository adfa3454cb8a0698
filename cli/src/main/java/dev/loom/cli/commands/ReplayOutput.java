package dev.loom.cli.commands;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loom.bus.json.Json;
import dev.loom.cli.screen.Screen;
import dev.loom.engine.replay.ReplayDifference;
import dev.loom.engine.replay.ReplayReport;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import picocli.CommandLine;

/// Formats the result of a replay. Apart from its command, whose signatures every command loads.
final class ReplayOutput {
  /// Maximum number of printed differences.
  private static final int DIFFERENCES_SHOWN_MAX = 50;

  private static final int TEXT_CHARS_MAX = 400;

  private ReplayOutput() {}

  static void print(CommandLine command, Path file, ReplayReport report) {
    JsonOutput.of(command).ifPresent(json -> json.setResult(toJson(file, report)));
    print(JsonOutput.screen(command), report);
  }

  private static JsonNode toJson(Path file, ReplayReport report) {
    var json = new LinkedHashMap<String, Object>();
    json.put("transcript", file.toString());
    json.put("same", report.isIdentical());
    json.put("cut", report.incomplete());
    json.put("differences", report.differences());
    json.put("status", report.status());
    json.put("subtasks", report.subtasks());
    json.put("model_turns", report.modelTurns());
    json.put("tool_calls", report.toolCalls());
    json.put("usage", report.usage());
    json.put("millis", report.millis());
    return Json.mapper().valueToTree(json);
  }

  private static void print(Screen screen, ReplayReport report) {
    screen.printLine(
        Screen.dim(
            String.format(
                Locale.ROOT,
                "Replayed in %d ms: %s, %s, %s, %,d tokens, $%s, %s",
                report.millis(),
                Screen.count(report.subtasks(), "subtask"),
                Screen.count(report.modelTurns(), "model turn"),
                Screen.count(report.toolCalls(), "tool call"),
                report.usage().totalTokens(),
                Screen.formatNumber(report.usage().costUsd()),
                report.status())));
    if (report.incomplete()) {
      screen.printLine(
          "The transcript ends before the task does; only the recorded part is compared.");
    }
    if (report.isIdentical()) {
      screen.printLine(Screen.green("No differences."));
      return;
    }
    int count = report.differences().size();
    screen.printLine(Screen.red(Screen.count(count, "difference")));
    report.differences().stream().limit(DIFFERENCES_SHOWN_MAX).forEach(each -> print(screen, each));
    if (count > DIFFERENCES_SHOWN_MAX) {
      screen.printLine(
          "  … and " + (count - DIFFERENCES_SHOWN_MAX) + " more; use --json to print all.");
    }
  }

  private static void print(Screen screen, ReplayDifference difference) {
    var where = difference.where().isEmpty() ? "" : " " + Screen.sanitize(difference.where());
    screen.printLine("  " + difference.area() + where);
    print(screen, Screen.red("-"), difference.recorded());
    print(screen, Screen.green("+"), difference.replayed());
  }

  private static void print(Screen screen, String sign, String text) {
    screen.printLine(
        "    "
            + sign
            + " "
            + (text.isEmpty() ? "(nothing)" : Screen.truncate(text, TEXT_CHARS_MAX)));
  }
}
