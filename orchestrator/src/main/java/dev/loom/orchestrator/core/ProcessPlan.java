package dev.loom.orchestrator.core;

import dev.loom.contracts.process.ProcessDefinition;
import dev.loom.contracts.task.Plan;
import java.util.Optional;

/// What a process says about the plan.
final class ProcessPlan {
  private ProcessPlan() {}

  /// The plan itself, when the process leaves no choice.
  static Optional<Plan> strictPlan(ProcessDefinition process) {
    return switch (process.phaseMode()) {
      case STRICT -> Optional.of(new Plan(1, process.phases()));
      case GUIDED, SUGGESTIVE -> Optional.empty();
    };
  }
}
