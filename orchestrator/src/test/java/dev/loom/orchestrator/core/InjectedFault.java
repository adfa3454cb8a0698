package dev.loom.orchestrator.core;

/// Lists faults injected into the simulated runner, to prove that the simulation finds them.
enum InjectedFault {
  NONE,
  /// Events are published before they are committed.
  PUBLISH_BEFORE_COMMIT,
  /// Effects start before the events that require them are committed.
  START_BEFORE_COMMIT,
  /// A call runs while its approval is pending.
  EFFECT_BEFORE_APPROVAL,
  /// A recovered task has lost the number of attempts of its subtasks.
  FORGOTTEN_ATTEMPTS,
  /// A recovered task does not know that a call may already have run.
  FORGOTTEN_DOUBT
}
