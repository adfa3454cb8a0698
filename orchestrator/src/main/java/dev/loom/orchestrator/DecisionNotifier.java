package dev.loom.orchestrator;

import dev.loom.bus.Addresses;
import dev.loom.bus.Bus;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.task.DecisionChanged;
import dev.loom.contracts.task.PendingDecision;
import java.util.List;

/// Announces decisions that a task begins or ceases to wait for.
final class DecisionNotifier {
  private DecisionNotifier() {}

  /// Publishes the differences between what a task waited for before a commit and after it. Called
  /// after the commit.
  static void publish(
      Bus bus, TaskId id, List<PendingDecision> before, List<PendingDecision> after) {
    publishMissing(bus, id, before, after, DecisionChanged.State.RESOLVED);
    publishMissing(bus, id, after, before, DecisionChanged.State.REQUESTED);
  }

  private static void publishMissing(
      Bus bus,
      TaskId id,
      List<PendingDecision> decisions,
      List<PendingDecision> others,
      DecisionChanged.State state) {
    for (var decision : decisions) {
      if (others.stream().noneMatch(other -> other.id().equals(decision.id()))) {
        bus.publish(
            Addresses.PENDING_DECISIONS, id.value(), new DecisionChanged(id, decision.id(), state));
      }
    }
  }
}
