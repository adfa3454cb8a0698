package dev.loom.orchestrator.core;

import dev.loom.contracts.process.ProcessDefinition;
import dev.loom.contracts.task.Plan;
import java.util.Optional;

/// Derives the plan of a strict process from its phases.
final class ProcessPlan {
  private ProcessPlan() {}

  /// Returns the plan of a process in strict mode. Other modes leave the plan to the planner.
  static Optional<Plan> strictPlan(ProcessDefinition process) {
    return switch (process.phaseMode()) {
      case STRICT -> Optional.of(new Plan(1, process.phases()));
      case GUIDED, SUGGESTIVE -> Optional.empty();
    };
  }
}
