package dev.loom.cli.commands;

import dev.loom.bus.transcript.Transcript;
import dev.loom.engine.replay.Replay;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
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

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    var report = Replay.run(Transcript.read(file));
    ReplayOutput.print(spec.commandLine(), file, report);
    return report.isIdentical() ? ExitCode.COMPLETED : ExitCode.FAILED;
  }
}
