package dev.loom.cli.commands;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loom.cli.screen.Screen;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `loom approve ID SUBTASK`: answers what a subtask asks.
@Command(
    name = "approve",
    description = {
      "Answer what a subtask asks: yes, or no with --reject.",
      "The answer counts for the action that is printed, and for no other."
    })
final class ApproveCommand extends AbstractTaskCommand {
  @Parameters(index = "1", paramLabel = "SUBTASK", description = "The subtask that asks.")
  private String subtask;

  @Option(names = "--reject", description = "Say no.")
  private boolean reject;

  @Option(names = "--reason", paramLabel = "TEXT", description = "What the model should know.")
  private String reason = "";

  @Option(
      names = "--action",
      paramLabel = "HASH",
      description =
          "The beginning of the hash of the action that you were shown: if another one waits by"
              + " now, nothing is answered.")
  private String action = "";

  @Override
  public Integer call() throws InterruptedException {
    var pending = findPendingApproval();
    if (pending.isEmpty()) {
      return printNothingPending();
    }
    var hash = pending.get().path("action_hash").asText();
    printLine(Screen.sanitize(pending.get().path("text").asText()));
    printLine("  " + Screen.sanitize(pending.get().path("proposed_action").asText()));
    printLine("  action " + hash);
    if (!hash.startsWith(action)) {
      printLine("That is another action than " + action + ": nothing was answered.");
      return ExitCode.FAILED;
    }
    var answer =
        post(
            "/approve",
            Map.of(
                "subtask_id", subtask, "approved", !reject, "reason", reason, "action_hash", hash));
    if (!answer.path("resolved_pending").asBoolean()) {
      return printNothingPending();
    }
    printLine(reject ? "Rejected." : "Approved.");
    return ExitCode.COMPLETED;
  }

  private Optional<JsonNode> findPendingApproval() throws InterruptedException {
    for (var waiting : get("").path("waiting_for")) {
      if (waiting.path("kind").asText().equals("approval")
          && waiting.path("subtask_id").asText().equals(subtask)) {
        return Optional.of(waiting);
      }
    }
    return Optional.empty();
  }

  private int printNothingPending() {
    printLine("Subtask " + Screen.sanitize(subtask) + " asks nothing now.");
    return ExitCode.FAILED;
  }
}
