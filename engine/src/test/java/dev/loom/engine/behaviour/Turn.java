package dev.loom.engine.behaviour;

import dev.loom.api.model.Message;
import dev.loom.api.model.ModelException;
import dev.loom.api.model.ModelRequest;
import dev.loom.api.model.ModelResponse;
import dev.loom.api.model.TokenUsage;
import dev.loom.api.model.ToolCall;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// A model's turn, as a script sees it.
///
/// @param goal the goal's name
/// @param subtask the subtask's id; empty for a planner
/// @param attempt how often this was begun: 1 for the first plan, verdict or attempt
/// @param number of the turn in its conversation, from 1
record Turn(String goal, String subtask, int attempt, int number, ModelRequest request) {
  /// What a script answers.
  @FunctionalInterface
  interface Responder {
    ModelResponse respond(Turn turn) throws ModelException, InterruptedException;
  }

  /// What the model was told first.
  String prompt() {
    return request.messages().get(1).text();
  }

  /// All that it was told, first and since.
  String userText() {
    return request.messages().stream()
        .filter(Message.User.class::isInstance)
        .map(Message::text)
        .collect(Collectors.joining("\n"));
  }

  /// What the latest tool call came to.
  Message.ToolOutput lastOutput() {
    return request.messages().stream()
        .filter(Message.ToolOutput.class::isInstance)
        .map(Message.ToolOutput.class::cast)
        .reduce((earlier, later) -> later)
        .orElseThrow();
  }

  static ModelResponse says(String text, ToolCall... calls) {
    return new ModelResponse(
        text, "", List.of(calls), new TokenUsage(7, 3), "scripted", ModelResponse.StopReason.DONE);
  }

  static ModelResponse calls(String tool, Map<String, Object> arguments) {
    return says("", new ToolCall("c", tool, arguments));
  }

  static ModelResponse writes(String path, String content) {
    return calls("write_file", Map.of("path", path, "content", content));
  }

  static ModelResponse runs(String command) {
    return calls("shell_execute", Map.of("command", command));
  }

  static ModelResponse verdict(boolean passed, double confidence) {
    return says("{\"passed\":" + passed + ",\"confidence\":" + confidence + ",\"feedback\":\"f\"}");
  }
}
