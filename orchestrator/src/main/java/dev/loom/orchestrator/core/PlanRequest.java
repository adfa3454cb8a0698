package dev.loom.orchestrator.core;

import java.util.List;

/// Represents the open request to the planner.
///
/// @param version the version of the requested plan; from 2 on it replaces another plan
/// @param round 1, or 2 after an invalid answer; 0 if no request is open
/// @param problems the problems of the invalid answer
/// @param answer the invalid answer
public record PlanRequest(int version, int round, List<String> problems, String answer) {
  static final PlanRequest NONE = new PlanRequest(0, 0, List.of(), "");

  public PlanRequest {
    problems = List.copyOf(problems);
  }

  PlanRequest withRound(int newVersion, int newRound) {
    return new PlanRequest(newVersion, newRound, problems, answer);
  }

  boolean isOpen() {
    return round > 0;
  }

  public boolean matches(int otherVersion, int otherRound) {
    return isOpen() && version == otherVersion && round == otherRound;
  }
}
