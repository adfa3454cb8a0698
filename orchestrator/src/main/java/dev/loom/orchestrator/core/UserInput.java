package dev.loom.orchestrator.core;

import dev.loom.contracts.task.Feedback;
import java.util.ArrayList;
import java.util.List;

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
    return new UserInput(plus(instructions, instruction), feedback);
  }

  UserInput plus(Feedback more) {
    return new UserInput(instructions, plus(feedback, more));
  }

  private static <T> List<T> plus(List<T> list, T last) {
    var combined = new ArrayList<>(list);
    combined.add(last);
    return combined;
  }
}
