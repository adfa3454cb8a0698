package dev.loom.cli.commands;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loom.cli.client.ClientException;
import dev.loom.cli.client.LoomClient;
import dev.loom.cli.screen.Screen;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// Prompts the user for the pending decisions of a task: approvals, questions, exhausted budgets.
/// Without a terminal it answers at once with the safe default (reject, let the model decide,
/// finish), so that the task does not wait.
final class DecisionPrompter {
  private static final String NO_TERMINAL = "No user is available.";

  private final LoomClient client;
  private final String task;
  private final Screen screen;

  /// Prompts for one decision at a time while other subtasks keep printing.
  private final ExecutorService promptThread =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("prompts").factory());

  DecisionPrompter(LoomClient client, String task, Screen screen) {
    this.client = client;
    this.task = task;
    this.screen = screen;
  }

  void onEvent(JsonNode event) {
    var data = event.path("data");
    switch (event.path("event_type").asText()) {
      case "approval_requested" -> promptApproval(data);
      case "question_asked" -> promptQuestion(data);
      case "budget_exhausted" -> promptBudget(data);
      default -> {
        // Other events need no decision.
      }
    }
  }

  private void promptApproval(JsonNode data) {
    if (!screen.isLive()) {
      screen.printLine("    There is no terminal to ask on: the action is rejected.");
      approve(data, false, NO_TERMINAL);
      return;
    }
    promptThread.execute(
        () -> {
          var text = read("Approve? y = yes, anything else = no (the text is sent as the reason):");
          var approved = text.toLowerCase(Locale.ROOT).matches("y(es)?");
          approve(data, approved, approved ? "" : text);
        });
  }

  private void approve(JsonNode data, boolean approved, String reason) {
    post(
        "/approve",
        Map.of(
            "subtask_id",
            data.path("subtask_id").asText(),
            "approved",
            approved,
            "reason",
            reason,
            "action_hash",
            data.path("action_hash").asText()));
  }

  private void promptQuestion(JsonNode data) {
    var id = data.path("question_id").asText();
    if (!screen.isLive()) {
      screen.printLine("    There is no terminal to ask on: the model decides.");
      answer(id, NO_TERMINAL + " Decide yourself. State your decision and the reason.");
      return;
    }
    promptThread.execute(
        () -> {
          var text = read("Your answer (empty: the model decides):");
          answer(id, text.isEmpty() ? "Decide yourself. State your decision." : text);
        });
  }

  private void promptBudget(JsonNode data) {
    var id = data.path("question_id").asText();
    if (!screen.isLive()) {
      screen.printLine(
          "    There is no terminal to ask on: the task finishes with the results so far.");
      answer(id, "finish");
      return;
    }
    promptThread.execute(
        () -> {
          var text =
              read("raise = add the same amount again, stop = end now, anything else = finish:");
          var choice = text.toLowerCase(Locale.ROOT);
          answer(id, choice.equals("raise") || choice.equals("stop") ? choice : "finish");
        });
  }

  private String read(String prompt) {
    screen.printLine("    " + prompt);
    var input = System.console().readLine();
    return input == null ? "" : input.strip();
  }

  private void answer(String question, String text) {
    post("/questions/" + question + "/answer", Map.of("answer", text));
  }

  private void post(String path, Map<String, ?> body) {
    try {
      client.post("/tasks/" + task + path, body);
    } catch (ClientException failure) {
      screen.printLine("    " + failure.getMessage());
    } catch (InterruptedException exception) {
      Thread.currentThread().interrupt();
    }
  }
}
