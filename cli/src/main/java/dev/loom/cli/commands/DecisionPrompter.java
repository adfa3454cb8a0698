package dev.loom.cli.commands;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loom.cli.client.ClientException;
import dev.loom.cli.client.LoomClient;
import dev.loom.cli.screen.Screen;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

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
    var question = data.path("question_id").asText();
    switch (event.path("event_type").asText()) {
      case "approval_requested" ->
          prompt(
              "the action is rejected.",
              () -> approve(data, false, NO_TERMINAL),
              "Approve? y = yes, anything else = no (the text is sent as the reason):",
              text -> {
                var approved = text.toLowerCase(Locale.ROOT).matches("y(es)?");
                approve(data, approved, approved ? "" : text);
              });
      case "question_asked" ->
          prompt(
              "the model decides.",
              () ->
                  answer(
                      question,
                      NO_TERMINAL + " Decide yourself. State your decision and the reason."),
              "Your answer (empty: the model decides):",
              text ->
                  answer(
                      question, text.isEmpty() ? "Decide yourself. State your decision." : text));
      case "budget_exhausted" ->
          prompt(
              "the task finishes with the results so far.",
              () -> answer(question, "finish"),
              "raise = add the same amount again, stop = end now, anything else = finish:",
              text -> {
                var choice = text.toLowerCase(Locale.ROOT);
                answer(question, choice.matches("raise|stop") ? choice : "finish");
              });
      default -> {
        // Other events need no decision.
      }
    }
  }

  /// Reads a text and passes it on; without a terminal, prints and sends the default.
  private void prompt(
      String defaultNote, Runnable sendDefault, String question, Consumer<String> send) {
    if (screen.isLive()) {
      promptThread.execute(() -> send.accept(read(question)));
    } else {
      screen.printLine("    There is no terminal to ask on: " + defaultNote);
      sendDefault.run();
    }
  }

  private void approve(JsonNode data, boolean approved, String reason) {
    post("/approve", ControlCommands.approvalBody(data, approved, reason));
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
