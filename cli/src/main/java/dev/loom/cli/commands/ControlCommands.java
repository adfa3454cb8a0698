package dev.loom.cli.commands;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loom.cli.screen.Screen;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Implements the commands that control a task or answer it.
final class ControlCommands {
  private ControlCommands() {}

  @Command(
      mixinStandardHelpOptions = true,
      description =
          "Give a running task a new instruction; its models receive it in their next turn.")
  static int steer(
      @Mixin TaskRequests task,
      @Parameters(index = "1", paramLabel = "TEXT", description = "The instruction.")
          String instruction)
      throws InterruptedException {
    return task.command("/steer", Map.of("instruction", instruction));
  }

  @Command(
      mixinStandardHelpOptions = true,
      description = "Pause a task: running tool calls finish, nothing new starts.")
  static int pause(
      @Mixin TaskRequests task,
      @Option(
              names = "--reason",
              paramLabel = "TEXT",
              defaultValue = "",
              description = "Reason, recorded in the journal.")
          String reason)
      throws InterruptedException {
    return task.command("/pause", Map.of("reason", reason));
  }

  @Command(mixinStandardHelpOptions = true, description = "Resume a paused task.")
  static int resume(@Mixin TaskRequests task) throws InterruptedException {
    return task.command("/resume", Map.of());
  }

  @Command(mixinStandardHelpOptions = true, description = "Cancel a task and everything it runs.")
  static int cancel(@Mixin TaskRequests task) throws InterruptedException {
    return task.command("/cancel", Map.of());
  }

  @Command(
      mixinStandardHelpOptions = true,
      description = {
        "Approve the pending action of a subtask, or reject it with --reject.",
        "The decision applies only to the action that is printed."
      })
  static int approve(
      @Mixin TaskRequests task,
      @Parameters(index = "1", paramLabel = "SUBTASK", description = "The subtask's ID.")
          String subtask,
      @Option(names = "--reject", description = "Reject the action.") boolean reject,
      @Option(
              names = "--reason",
              paramLabel = "TEXT",
              defaultValue = "",
              description = "Reason, passed to the model.")
          String reason,
      @Option(
              names = "--action",
              paramLabel = "HASH",
              defaultValue = "",
              description =
                  "Prefix of the hash of the action that you were shown: if a different action is"
                      + " pending, nothing is decided.")
          String action)
      throws InterruptedException {
    var nothingPending = "Subtask " + Screen.sanitize(subtask) + " has no pending action.";
    var found =
        task.getFromTask("")
            .path("waiting_for")
            .valueStream()
            .filter(decision -> decision.path("kind").asText().equals("approval"))
            .filter(decision -> decision.path("subtask_id").asText().equals(subtask))
            .findFirst();
    if (found.isEmpty()) {
      return task.fail(nothingPending);
    }
    var pending = found.get();
    var hash = pending.path("action_hash").asText();
    task.print(Screen.text(pending, "text"));
    task.print("  " + Screen.text(pending, "proposed_action"));
    task.print("  action " + hash);
    if (!hash.startsWith(action)) {
      return task.fail("The pending action is not " + action + ": nothing was decided.");
    }
    var response = task.postToTask("/approve", approvalBody(pending, !reject, reason));
    return response.path("resolved_pending").asBoolean()
        ? task.print(reject ? "Rejected." : "Approved.")
        : task.fail(nothingPending);
  }

  /// Returns the body of a request that decides about an action.
  ///
  /// @param action the pending action: an event or a decision of the REST API
  static Map<String, Object> approvalBody(JsonNode action, boolean approved, String reason) {
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

  @Command(
      mixinStandardHelpOptions = true,
      description = {
        "Answer a question of a task; 'loom status ID' lists its open questions.",
        "When a budget is exhausted, the answers are raise, finish and stop."
      })
  static int answer(
      @Mixin TaskRequests task,
      @Parameters(index = "1", paramLabel = "QUESTION", description = "The question's ID.")
          String question,
      @Parameters(index = "2", paramLabel = "TEXT", description = "The answer.") String answer,
      @Option(
              names = "--limit",
              paramLabel = "N",
              description = "With raise: the new limit; default: add the same amount again.")
          Double limit)
      throws InterruptedException {
    var body = new LinkedHashMap<String, Object>();
    body.put("answer", answer);
    if (limit != null) {
      body.put("limit", limit);
    }
    var id = URLEncoder.encode(question, StandardCharsets.UTF_8).replace("+", "%20");
    return task.command("/questions/" + id + "/answer", body);
  }

  @Command(
      mixinStandardHelpOptions = true,
      description = "Rate a finished task with a rating, a comment, or both.")
  static int feedback(
      @Mixin TaskRequests task,
      @Option(names = "--rating", paramLabel = "N", description = "1 (bad) to 5 (good).")
          Integer rating,
      @Option(names = "--comment", paramLabel = "TEXT", description = "A comment.") String comment)
      throws InterruptedException {
    if (rating == null && comment == null) {
      throw new IllegalArgumentException("Pass --rating, --comment, or both.");
    }
    var body = new LinkedHashMap<String, Object>();
    if (rating != null) {
      body.put("rating", rating);
    }
    if (comment != null) {
      body.put("comment", comment);
    }
    return task.command("/feedback", body);
  }
}
