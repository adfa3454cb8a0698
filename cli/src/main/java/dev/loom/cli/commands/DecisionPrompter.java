package dev.loom.cli.commands;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loom.cli.client.ClientException;
import dev.loom.cli.client.LoomClient;
import dev.loom.cli.screen.Screen;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/// Prompts the user for the pending decisions of a task: approvals, questions, exhausted budgets.
/// Without a terminal it answers at once with the safe default (reject, let the model decide,
/// finish), so that the task does not wait.
final class DecisionPrompter {
  private static final String NO_TERMINAL = "No user is available.";
  private static final String NOT_APPROVED =
      "It needs approval, and there is no terminal to ask on. --allow approves a command beforehand.";
  private static final int ECHO_CHARS_MAX = 40;
  private static final Pattern REJECTION =
      Pattern.compile("(?i)no?(?:[ ,:]+(?<reason>.*))?", Pattern.DOTALL);

  private final LoomClient client;
  private final String task;
  private final Screen screen;

  /// Prompts for one decision at a time while other subtasks keep printing.
  private final ExecutorService promptThread =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("prompts").factory());

  /// Decisions that were asked for and not made yet.
  private final Set<String> open = ConcurrentHashMap.newKeySet();

  /// Actions that the user approved for the rest of the task.
  private final Set<String> alwaysApproved = ConcurrentHashMap.newKeySet();

  /// Shell commands that the user approved beforehand.
  private final Set<String> allowedCommands;

  private volatile boolean rejectedUnasked;

  /// @param allowedCommands shell commands to approve without a question, word for word
  DecisionPrompter(LoomClient client, String task, Screen screen, Set<String> allowedCommands) {
    this.allowedCommands = Set.copyOf(allowedCommands);
    this.client = client;
    this.task = task;
    this.screen = screen;
  }

  void onEvent(JsonNode event) {
    var data = event.path("data");
    var question = data.path("question_id").asText();
    switch (event.path("event_type").asText()) {
      case "approval_requested" -> requestApproval(data);
      case "question_asked" ->
          prompt(
              question,
              "the model decides.",
              () ->
                  answer(
                      question,
                      NO_TERMINAL + " Decide yourself. State your decision and the reason."),
              "Your answer (Enter = the model decides):",
              text -> {
                answer(question, text.isEmpty() ? "Decide yourself. State your decision." : text);
                return true;
              });
      case "budget_exhausted" ->
          prompt(
              question,
              "the task finishes with the results so far.",
              () -> answer(question, "finish"),
              "[r]aise by the same amount · [f]inish with what is there · [s]top:",
              text -> answerBudget(question, text.toLowerCase(Locale.ROOT)));
      case "approval_received" -> open.remove(data.path("step_id").asText());
      case "question_answered", "budget_answered" -> open.remove(question);
      default -> {
        // Other events need no decision.
      }
    }
  }

  private void requestApproval(JsonNode data) {
    if (alwaysApproved.contains(action(data)) || isAllowed(data.at("/details/args"))) {
      screen.printLine("    approved before for this task");
      approve(data, true, "");
      return;
    }
    prompt(
        data.path("step_id").asText(),
        "the action is rejected.",
        () -> {
          rejectedUnasked = true;
          approve(data, false, NOT_APPROVED);
        },
        data.path("category").asText().equals("confidence")
            ? "Accept this result? [y] yes · [n] no, n REASON:"
            : "Allow? [y] once · [a] in this task · [n] no, n REASON:",
        text -> decide(data, text));
  }

  /// Returns whether an action was rejected because there was no terminal to ask on.
  boolean hasRejectedUnasked() {
    return rejectedUnasked;
  }

  /// Returns whether a call runs an allowed command inside of the sandbox.
  private boolean isAllowed(JsonNode arguments) {
    return allowedCommands.contains(arguments.path("command").asText().strip())
        && !arguments.has("network")
        && !arguments.has("writable");
  }

  private static String action(JsonNode data) {
    return data.path("proposed_action").asText();
  }

  /// @return false if the text is no answer
  private boolean decide(JsonNode data, String text) {
    var word = text.toLowerCase(Locale.ROOT);
    var rejection = REJECTION.matcher(text);
    if (word.matches("y(es)?|a(lways)?")) {
      if (word.startsWith("a")) {
        alwaysApproved.add(action(data));
      }
      approve(data, true, "");
    } else if (rejection.matches()) {
      var reason = rejection.group("reason");
      approve(data, false, reason == null ? "" : reason.strip());
    } else {
      return false;
    }
    return true;
  }

  /// @return false if the text is no answer
  private boolean answerBudget(String question, String text) {
    var choice =
        switch (text) {
          case "r", "raise" -> "raise";
          case "f", "finish" -> "finish";
          case "s", "stop" -> "stop";
          default -> "";
        };
    if (!choice.isEmpty()) {
      answer(question, choice);
    }
    return !choice.isEmpty();
  }

  /// Reads a text and passes it on, again until it is an answer; without a terminal, prints and
  /// sends the default.
  private void prompt(
      String decision,
      String defaultNote,
      Runnable sendDefault,
      String question,
      Predicate<String> send) {
    if (screen.isLive()) {
      open.add(decision);
      promptThread.execute(() -> read(decision, question, send));
    } else {
      screen.printLine("    There is no terminal to ask on: " + defaultNote);
      sendDefault.run();
    }
  }

  private void read(String decision, String question, Predicate<String> send) {
    try {
      var text = screen.readLine("  " + question, () -> open.contains(decision));
      while (text.isPresent() && !send.test(text.get())) {
        screen.printLine(
            "    '" + Screen.truncate(text.get(), ECHO_CHARS_MAX) + "' is not one of the answers.");
        text = screen.readLine("  " + question, () -> open.contains(decision));
      }
    } catch (InterruptedException exception) {
      Thread.currentThread().interrupt();
    }
  }

  private void approve(JsonNode data, boolean approved, String reason) {
    post("/approve", ControlCommands.approvalBody(data, approved, reason));
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
