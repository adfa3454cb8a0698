package dev.loom.orchestrator.core;

import java.util.List;

/// What the planner is being asked.
///
/// @param version of the plan that is asked for; from 2 on it is to replace one
/// @param round 1, or 2 after an answer that was no plan; 0 when it is not being asked
/// @param problems what was wrong with that answer
/// @param answer that answer
public record PlanRequest(int version, int round, List<String> problems, String answer) {
  static final PlanRequest NONE = new PlanRequest(0, 0, List.of(), "");

  public PlanRequest {
    problems = List.copyOf(problems);
  }

  PlanRequest withRound(int forVersion, int inRound) {
    return new PlanRequest(forVersion, inRound, problems, answer);
  }

  boolean isOpen() {
    return round > 0;
  }

  boolean matches(int otherVersion, int otherRound) {
    return isOpen() && version == otherVersion && round == otherRound;
  }
}
