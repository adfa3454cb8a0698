package dev.loom.orchestrator.loop;

import dev.loom.contracts.event.TaskEvent;
import dev.loom.contracts.id.SubtaskId;
import java.time.Instant;

/// Collects the events of one decision about one attempt. All that the loop needs from its owner.
public interface LoopDecision {
  /// Returns the id under which the attempt's events are recorded.
  SubtaskId subtaskId();

  /// Returns the attempt as it is after the events recorded so far.
  Attempt attempt();

  Instant now();

  void record(TaskEvent.Recorded event);

  /// Ends the attempt. The owner decides what follows.
  void fail(FailureCategory category, String reason);

  /// Returns whether new work may start. Running work finishes in any case.
  boolean mayStartWork();

  /// Returns whether the owner's budget allows one more tool call. If not, new work stops.
  boolean allowsToolCall();
}
