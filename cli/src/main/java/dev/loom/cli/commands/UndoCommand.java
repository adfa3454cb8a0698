package dev.loom.cli.commands;

import dev.loom.cli.screen.Screen;
import java.util.Map;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `loom undo ID`: takes back what a task changed.
@Command(
    name = "undo",
    description = {
      "Take back what a task changed in its workspace: all of it, or a part.",
      "If a file was edited since, nothing is touched."
    })
final class UndoCommand extends TaskControl {
  @ArgGroup private Part part = new Part();

  @Option(names = "--yes", description = "Do not ask.")
  private boolean yes;

  /// How much of it.
  static final class Part {
    @Option(names = "--subtask", paramLabel = "SUBTASK", description = "Only of this subtask.")
    private String subtask;

    @Option(
        names = "--change",
        paramLabel = "N",
        description = "Only this change; 'loom diff ID' shows their numbers.")
    private Long change;
  }

  @Override
  public Integer call() throws InterruptedException {
    var out = spec().commandLine().getOut();
    if (!yes && !Confirmation.given(out, "Take back " + what() + "?")) {
      say("Nothing was taken back.");
      return ExitCode.FAILED;
    }
    var undone = post("/undo", body());
    for (var file : undone.path("restored")) {
      say("  " + sign(file.path("kind").asText()) + " " + Screen.harmless(path(file)));
    }
    say(undone.path("message").asText());
    return ExitCode.COMPLETED;
  }

  private static String path(com.fasterxml.jackson.databind.JsonNode file) {
    return file.path("path").asText();
  }

  private static String sign(String kind) {
    return switch (kind) {
      case "created" -> "+";
      case "deleted" -> "-";
      default -> "~";
    };
  }

  private String what() {
    if (part.subtask != null) {
      return "what subtask " + Screen.harmless(part.subtask) + " changed";
    }
    return part.change != null ? "change " + part.change : "everything that the task changed";
  }

  private Map<String, Object> body() {
    if (part.subtask != null) {
      return Map.of("subtask_id", part.subtask);
    }
    return part.change != null ? Map.of("change_id", part.change) : Map.of();
  }
}
