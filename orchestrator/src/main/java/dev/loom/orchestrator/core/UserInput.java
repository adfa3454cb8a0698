package dev.loom.orchestrator.core;

import dev.loom.api.JsonValues;
import dev.loom.contracts.task.Feedback;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Represents what the user said about a task.
///
/// @param settings configuration of this task by dotted key
/// @param instructions oldest first
/// @param feedback given after the end, oldest first
public record UserInput(
    Map<String, Object> settings, List<String> instructions, List<Feedback> feedback) {
  static final UserInput NONE = new UserInput(Map.of(), List.of(), List.of());

  public UserInput {
    settings = JsonValues.copyOf(settings);
    instructions = List.copyOf(instructions);
    feedback = List.copyOf(feedback);
  }

  UserInput plus(String instruction) {
    var more = Stream.concat(instructions.stream(), Stream.of(instruction)).toList();
    return new UserInput(settings, more, feedback);
  }

  UserInput plus(Feedback more) {
    return new UserInput(
        settings, instructions, Stream.concat(feedback.stream(), Stream.of(more)).toList());
  }

  UserInput with(Map<String, Object> newSettings) {
    return new UserInput(newSettings, instructions, feedback);
  }
}
