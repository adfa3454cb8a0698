package dev.loom.builtin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.loom.api.model.Assignment;
import dev.loom.api.model.Message;
import dev.loom.api.model.ModelListener;
import dev.loom.api.model.ModelRequest;
import dev.loom.api.model.ModelRole;
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
  private static final RuleBasedProvider RULES =
      new RuleBasedProvider("builtin", EnumSet.allOf(ModelRole.class));

  private final FakeFolderTools tools;
  private final String workspace;

  FakeToolConversation(FakeFolderTools tools, String workspace) {
    this.tools = tools;
    this.workspace = workspace;
  }

  static String ask(ModelRole role, Optional<Assignment> assignment) {
    var request =
        new ModelRequest(
            role, List.of(new Message.User("anything")), List.of(), Optional.empty(), assignment);
    return RULES.complete(request, ModelListener.NONE).text();
  }

  static JsonNode json(String text) throws JsonProcessingException {
    return new ObjectMapper().readTree(text);
  }

  static JsonNode plan(String goal) throws JsonProcessingException {
    var assignment = new Assignment.Plan(goal, List.of(), List.of());
    return json(ask(ModelRole.PLANNER, Optional.of(assignment))).path("subtasks");
  }

  /// Executes the subtasks of a goal in the order of the plan.
  ///
  /// @return the answers by subtask, up to the first blocked one
  Map<String, String> run(String goal) throws JsonProcessingException {
    Map<String, String> answers = new LinkedHashMap<>();
    Map<String, String> descriptions = new LinkedHashMap<>();
    for (var subtask : plan(goal)) {
      var id = subtask.path("id").asText();
      var description = subtask.path("description").asText();
      var results = new ArrayList<Assignment.Result>();
      for (var done : subtask.path("depends_on")) {
        var name = done.asText();
        results.add(new Assignment.Result(name, descriptions.get(name), true, answers.get(name)));
      }
      var answer = execute(goal, description, results);
      answers.put(id, answer);
      descriptions.put(id, description);
      if (answer.startsWith("BLOCKED: ")) {
        break;
      }
    }
    return answers;
  }

  String execute(String goal, String description, List<Assignment.Result> results) {
    var assignment =
        new Assignment.Execute(
            goal, workspace, description, "It is done.", List.of(), results, List.of(), List.of());
    var messages = new ArrayList<Message>();
    messages.add(new Message.User("Do the subtask."));
    for (var turn = 0; turn < TURNS_MAX; turn++) {
      var request =
          new ModelRequest(
              ModelRole.EXECUTOR,
              messages,
              tools.offered(),
              Optional.empty(),
              Optional.of(assignment));
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
