package dev.loom.cli.commands;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loom.cli.client.ClientException;
import dev.loom.cli.client.LoomClient;
import dev.loom.cli.screen.Screen;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// Asks the person at the terminal what a task wants to know. Where there is none, it answers at
/// once what costs least: no, finish, decide yourself. A task must not wait for somebody who cannot
/// come.
final class DecisionPrompter {
  private static final String NO_TERMINAL = "Nobody was there to ask.";

  private final LoomClient client;
  private final String task;
  private final Screen screen;

  /// One question at a time, beside the lines of the other subtasks.
  private final ExecutorService questions =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("questions").factory());

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
        // Everything else asks nothing.
      }
    }
  }

  private void promptApproval(JsonNode data) {
    if (!screen.isLive()) {
      screen.printLine("    Nobody is at a terminal to ask, so the answer is no.");
      approve(data, false, NO_TERMINAL);
      return;
    }
    questions.execute(
        () -> {
          var text = read("Allow it? y = yes, anything else = no (you may add why):");
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
      screen.printLine("    Nobody is at a terminal to ask, so the model decides.");
      answer(id, NO_TERMINAL + " Decide yourself, and say what you decided and why.");
      return;
    }
    questions.execute(
        () -> {
          var text = read("Your answer (nothing: let the model decide):");
          answer(id, text.isEmpty() ? "Decide yourself, and say what you decided." : text);
        });
  }

  private void promptBudget(JsonNode data) {
    var id = data.path("question_id").asText();
    if (!screen.isLive()) {
      screen.printLine("    Nobody is at a terminal to ask, so it finishes what is there.");
      answer(id, "finish");
      return;
    }
    questions.execute(
        () -> {
          var text = read("raise = the same once more, stop = end now, anything else = finish:");
          var choice = text.toLowerCase(Locale.ROOT);
          answer(id, choice.equals("raise") || choice.equals("stop") ? choice : "finish");
        });
  }

  private String read(String prompt) {
    screen.printLine("    " + prompt);
    var typed = System.console().readLine();
    return typed == null ? "" : typed.strip();
  }

  private void answer(String question, String text) {
    post("/questions/" + question + "/answer", Map.of("answer", text));
  }

  private void post(String path, Map<String, ?> body) {
    try {
      client.post("/tasks/" + task + path, body);
    } catch (ClientException error) {
      screen.printLine("    " + error.getMessage());
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }
}
