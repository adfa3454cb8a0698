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

/// Represents a model turn in a script.
///
/// @param goal name of the goal
/// @param subtask id of the subtask, empty for a planner
/// @param attempt number of the plan, verdict or attempt, from 1
/// @param number number of the turn in its conversation, from 1
record Turn(String goal, String subtask, int attempt, int number, ModelRequest request) {
  /// Responds to a turn.
  @FunctionalInterface
  interface Responder {
    ModelResponse respond(Turn turn) throws ModelException, InterruptedException;
  }

  /// Returns the first user message.
  String prompt() {
    return request.messages().get(1).text();
  }

  /// Returns all user messages.
  String userText() {
    return request.messages().stream()
        .filter(Message.User.class::isInstance)
        .map(Message::text)
        .collect(Collectors.joining("\n"));
  }

  /// Returns the output of the latest tool call.
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
