package dev.loom.orchestrator;

import dev.loom.bus.Addresses;
import dev.loom.bus.Bus;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.task.DecisionChanged;
import dev.loom.contracts.task.PendingDecision;
import java.util.LinkedHashMap;
import java.util.List;

/// Announces decisions that a task begins or ceases to wait for.
final class DecisionNotifier {
  private DecisionNotifier() {}

  /// Publishes the differences between what a task waited for before a commit and after it. Called
  /// after the commit.
  static void publish(
      Bus bus, TaskId id, List<PendingDecision> before, List<PendingDecision> after) {
    var changes = new LinkedHashMap<String, DecisionChanged.State>();
    before.forEach(decision -> changes.put(decision.id(), DecisionChanged.State.RESOLVED));
    for (var decision : after) {
      if (changes.remove(decision.id()) == null) {
        changes.put(decision.id(), DecisionChanged.State.REQUESTED);
      }
    }
    changes.forEach(
        (decisionId, change) ->
            bus.publish(
                Addresses.PENDING_DECISIONS,
                id.value(),
                new DecisionChanged(id, decisionId, change)));
  }
}
