package dev.loom.cli.commands;

import dev.loom.bus.json.Json;
import dev.loom.bus.transcript.Transcript;
import dev.loom.cli.screen.Screen;
import dev.loom.engine.replay.Replay;
import java.nio.file.Path;
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
      "Exit code: 0 no differences, 1 differences, 64 unusable transcript.",
      "",
      "Example:",
      "  loom run \"Count the lines of README.md\" --record run.jsonl",
      "  loom replay run.jsonl"
    })
final class ReplayCommand implements Callable<Integer> {
  @Parameters(paramLabel = "FILE", description = "The transcript.")
  private Path file;

  @Option(names = "--json", description = "Print one JSON object, without truncation.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    var report = Replay.run(Transcript.read(file));
    if (json) {
      spec.commandLine().getOut().println(Json.write(ReplayOutput.toJson(file, report)));
    } else {
      ReplayOutput.print(Screen.forStandardOutput(System.getenv()), report);
    }
    return report.isIdentical() ? ExitCode.COMPLETED : ExitCode.FAILED;
  }
}
