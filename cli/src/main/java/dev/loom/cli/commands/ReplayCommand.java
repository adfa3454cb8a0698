package dev.loom.cli.commands;

import dev.loom.cli.screen.Screen;
import dev.loom.contracts.json.Json;
import dev.loom.contracts.transcript.Transcript;
import dev.loom.engine.replay.Replay;
import dev.loom.engine.replay.ReplayDifference;
import dev.loom.engine.replay.ReplayReport;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Implements `loom replay FILE`: replays a recorded run and reports differences.
@Command(
    name = "replay",
    description = {
      "Replay a recorded run with this version of Loom and report the differences.",
      "Models, tools, files and users come from the recording: nothing is called, run or written."
    },
    footer = {
      "",
      "Exit code: 0 same, 1 different, 64 unusable transcript.",
      "",
      "Example:",
      "  loom run \"Count the lines of README.md\" --record run.jsonl",
      "  loom replay run.jsonl"
    })
final class ReplayCommand implements Callable<Integer> {
  /// Maximum number of printed differences.
  private static final int SHOWN_MAX = 50;

  private static final int TEXT_CHARS_MAX = 400;

  @Parameters(paramLabel = "FILE", description = "The transcript.")
  private Path file;

  @Option(names = "--json", description = "Print one JSON object, without truncation.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    var comparison = Replay.run(Transcript.read(file));
    if (json) {
      spec.commandLine().getOut().println(Json.write(report(comparison)));
    } else {
      print(Screen.forStandardOutput(System.getenv()), comparison);
    }
    return comparison.isIdentical() ? ExitCode.COMPLETED : ExitCode.FAILED;
  }

  private LinkedHashMap<String, Object> report(ReplayReport comparison) {
    var report = new LinkedHashMap<String, Object>();
    report.put("transcript", file.toString());
    report.put("same", comparison.isIdentical());
    report.put("cut", comparison.incomplete());
    report.put("differences", comparison.differences());
    report.put("status", comparison.status());
    report.put("subtasks", comparison.subtasks());
    report.put("model_turns", comparison.modelTurns());
    report.put("tool_calls", comparison.toolCalls());
    report.put("usage", comparison.usage());
    report.put("millis", comparison.millis());
    return report;
  }

  private void print(Screen screen, ReplayReport comparison) {
    screen.printLine(
        Screen.dim(
            String.format(
                Locale.ROOT,
                "Replayed in %d ms: %d subtasks, %d model turns, %d tool calls, %,d tokens, $%s,"
                    + " %s",
                comparison.millis(),
                comparison.subtasks(),
                comparison.modelTurns(),
                comparison.toolCalls(),
                comparison.usage().totalTokens(),
                Screen.formatNumber(comparison.usage().costUsd()),
                comparison.status())));
    if (comparison.incomplete()) {
      screen.printLine(
          "The transcript ends before the task does; only the recorded part is compared.");
    }
    if (comparison.isIdentical()) {
      screen.printLine(Screen.green("same"));
      return;
    }
    int count = comparison.differences().size();
    screen.printLine(Screen.red(count + (count == 1 ? " difference" : " differences")));
    comparison.differences().stream().limit(SHOWN_MAX).forEach(each -> print(screen, each));
    if (count > SHOWN_MAX) {
      screen.printLine("  … and " + (count - SHOWN_MAX) + " more; use --json to print all.");
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
