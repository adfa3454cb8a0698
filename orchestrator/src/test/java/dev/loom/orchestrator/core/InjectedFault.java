package dev.loom.orchestrator.core;

/// Faults that are planted into a simulation's shell, to prove that it would find them.
enum InjectedFault {
  NONE,
  /// Readers are told of events before they are on disk.
  PUBLISH_BEFORE_COMMIT,
  /// Work is started before the events that call for it are on disk.
  START_BEFORE_COMMIT,
  /// A call runs while the person is still being asked.
  EFFECT_BEFORE_APPROVAL,
  /// A recovered task does not know how often its subtasks were tried.
  FORGOTTEN_ATTEMPTS,
  /// A recovered task does not know that a call may already have run.
  FORGOTTEN_DOUBT
}
