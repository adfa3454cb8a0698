package dev.loom.cli.commands;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loom.cli.screen.Screen;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Implements `loom approve ID SUBTASK`: approves or rejects a pending action.
@Command(
    name = "approve",
    description = {
      "Approve the pending action of a subtask, or reject it with --reject.",
      "The decision applies only to the action that is printed."
    })
final class ApproveCommand extends AbstractTaskCommand {
  @Parameters(index = "1", paramLabel = "SUBTASK", description = "The subtask's ID.")
  private String subtask;

  @Option(names = "--reject", description = "Reject the action.")
  private boolean reject;

  @Option(names = "--reason", paramLabel = "TEXT", description = "Reason, passed to the model.")
  private String reason = "";

  @Option(
      names = "--action",
      paramLabel = "HASH",
      description =
          "Prefix of the hash of the action that you were shown: if a different action is pending,"
              + " nothing is decided.")
  private String action = "";

  @Override
  public Integer call() throws InterruptedException {
    var pending = findPendingApproval();
    if (pending.isEmpty()) {
      return printNothingPending();
    }
    var hash = pending.get().path("action_hash").asText();
    printLine(Screen.text(pending.get(), "text"));
    printLine("  " + Screen.text(pending.get(), "proposed_action"));
    printLine("  action " + hash);
    if (!hash.startsWith(action)) {
      printLine("The pending action is not " + action + ": nothing was decided.");
      return ExitCode.FAILED;
    }
    var response = postToTask("/approve", body(pending.get(), !reject, reason));
    if (!response.path("resolved_pending").asBoolean()) {
      return printNothingPending();
    }
    printLine(reject ? "Rejected." : "Approved.");
    return ExitCode.COMPLETED;
  }

  /// Returns the body of a request that decides about an action.
  ///
  /// @param action the pending action: an event or a decision of the REST API
  static Map<String, Object> body(JsonNode action, boolean approved, String reason) {
    return Map.of(
        "subtask_id",
        action.path("subtask_id").asText(),
        "approved",
        approved,
        "reason",
        reason,
        "action_hash",
        action.path("action_hash").asText());
  }

  private Optional<JsonNode> findPendingApproval() throws InterruptedException {
    for (var decision : getFromTask("").path("waiting_for")) {
      if (decision.path("kind").asText().equals("approval")
          && decision.path("subtask_id").asText().equals(subtask)) {
        return Optional.of(decision);
      }
    }
    return Optional.empty();
  }

  private int printNothingPending() {
    printLine("Subtask " + Screen.sanitize(subtask) + " has no pending action.");
    return ExitCode.FAILED;
  }
}
