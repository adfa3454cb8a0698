package dev.loom.builtin;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loom.api.model.Message;
import dev.loom.api.model.ModelListener;
import dev.loom.api.model.ModelRequest;
import dev.loom.api.model.ModelRole;
import dev.loom.bus.json.Json;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Runs a goal through the rules as the orchestrator does: the plan, then each subtask turn by
/// turn.
final class FakeToolConversation {
  private static final int TURNS_MAX = 50;
  private static final int RESULT_CHARS_MAX = 24_000;
  private static final RuleBasedProvider RULES =
      new RuleBasedProvider("builtin", EnumSet.allOf(ModelRole.class));

  private final FakeFolderTools tools;
  private final String workspace;

  FakeToolConversation(FakeFolderTools tools, String workspace) {
    this.tools = tools;
    this.workspace = workspace;
  }

  static String ask(ModelRole role, String text) {
    var request =
        new ModelRequest(role, List.of(new Message.User(text)), List.of(), Optional.empty());
    return RULES.complete(request, ModelListener.NONE).text();
  }

  static JsonNode plan(String goal) {
    var text =
        "Goal: "
            + goal
            + "\n\n## Workspace\n/tmp/shop\n\n## Files in the workspace\nsrc/\n\n## Context\n{}\n\n"
            + "Answer with JSON with the key \"subtasks\".";
    return Json.parse(ask(ModelRole.PLANNER, text)).path("subtasks");
  }

  /// Executes the subtasks of a goal in the order of the plan.
  ///
  /// @return the answers by subtask, up to the first blocked one
  Map<String, String> run(String goal) {
    Map<String, String> answers = new LinkedHashMap<>();
    Map<String, String> descriptions = new LinkedHashMap<>();
    for (var subtask : plan(goal)) {
      var id = subtask.path("id").asText();
      var description = subtask.path("description").asText();
      var results = new StringBuilder();
      for (var done : subtask.path("depends_on")) {
        results
            .append("### " + done.asText() + ": " + descriptions.get(done.asText()) + "\n")
            .append(shown(answers.get(done.asText())))
            .append("\n\n");
      }
      var answer = execute(goal, id, description, results.toString());
      answers.put(id, answer);
      descriptions.put(id, description);
      if (answer.startsWith("BLOCKED: ")) {
        break;
      }
    }
    return answers;
  }

  /// Truncates an earlier answer as the orchestrator does.
  private static String shown(String answer) {
    return answer.length() <= RESULT_CHARS_MAX
        ? answer
        : answer.substring(0, RESULT_CHARS_MAX)
            + "\n[… "
            + (answer.length() - RESULT_CHARS_MAX)
            + " more characters]";
  }

  String execute(String goal, String id, String description, String results) {
    var text =
        "## Goal\n"
            + goal
            + "\n\n## Subtask "
            + id
            + "\n"
            + description
            + "\n\n"
            + "## Acceptance criteria\nIt is done.\n\n"
            + (results.isEmpty() ? "" : "## Results of earlier subtasks\n" + results)
            + "## Workspace\n"
            + workspace
            + "\n";
    var messages = new ArrayList<Message>();
    messages.add(new Message.System("You are an executor."));
    messages.add(new Message.User(text));
    for (var turn = 0; turn < TURNS_MAX; turn++) {
      var request =
          new ModelRequest(ModelRole.EXECUTOR, messages, tools.offered(), Optional.empty());
      var response = RULES.complete(request, ModelListener.NONE);
      if (response.toolCalls().isEmpty()) {
        return response.text();
      }
      messages.add(new Message.Assistant(response.text(), response.toolCalls()));
      response.toolCalls().forEach(call -> messages.add(tools.run(call)));
    }
    throw new AssertionError("no answer after " + TURNS_MAX + " turns");
  }
}
