package dev.loom.orchestrator.core;

import java.util.List;

/// What the planner is being asked.
///
/// @param round 1, or 2 after an answer that was no plan; 0 when it is not being asked
/// @param problems what was wrong with that answer
/// @param answer that answer
public record PlanQuestion(int round, List<String> problems, String answer) {
  static final PlanQuestion NONE = new PlanQuestion(0, List.of(), "");

  public PlanQuestion {
    problems = List.copyOf(problems);
  }

  PlanQuestion inRound(int number) {
    return new PlanQuestion(number, problems, answer);
  }

  boolean isOpen() {
    return round > 0;
  }
}
