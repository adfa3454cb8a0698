package dev.loom.orchestrator.core;

import dev.loom.contracts.task.Feedback;
import java.util.List;
import java.util.stream.Stream;

/// Represents what the user said about a task.
///
/// @param instructions oldest first
/// @param feedback given after the end, oldest first
public record UserInput(List<String> instructions, List<Feedback> feedback) {
  static final UserInput NONE = new UserInput(List.of(), List.of());

  public UserInput {
    instructions = List.copyOf(instructions);
    feedback = List.copyOf(feedback);
  }

  UserInput plus(String instruction) {
    return new UserInput(
        Stream.concat(instructions.stream(), Stream.of(instruction)).toList(), feedback);
  }

  UserInput plus(Feedback more) {
    return new UserInput(instructions, Stream.concat(feedback.stream(), Stream.of(more)).toList());
  }
}
