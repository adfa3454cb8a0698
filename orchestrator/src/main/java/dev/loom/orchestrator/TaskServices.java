package dev.loom.orchestrator;

import dev.loom.bus.Bus;
import dev.loom.contracts.config.CallLimits;
import dev.loom.contracts.config.ModelConfig;
import dev.loom.contracts.config.ResolveSettings;
import dev.loom.contracts.config.VerificationConfig;
import dev.loom.orchestrator.learn.LearnedPatterns;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;

/// Holds what all tasks of an engine share, unless the settings of a task say otherwise.
///
/// @param models models of the task by alias; empty for those of the engine
/// @param callLimits limits of the task's tool calls; empty for those of the engine
/// @param timers runs timers; cancelled ones must be removed immediately
record TaskServices(
    Bus bus,
    InstantSource clock,
    ScheduledExecutorService timers,
    TaskAdmission admission,
    LearnedPatterns learnedPatterns,
    VerificationConfig verification,
    Map<String, ModelConfig> models,
    Optional<CallLimits> callLimits) {
  /// Creates the services of tasks that use the models of the engine.
  TaskServices(
      Bus bus,
      InstantSource clock,
      ScheduledExecutorService timers,
      TaskAdmission admission,
      LearnedPatterns learnedPatterns,
      VerificationConfig verification) {
    this(bus, clock, timers, admission, learnedPatterns, verification, Map.of(), Optional.empty());
  }

  /// Returns a copy for a task with settings of its own.
  TaskServices with(ResolveSettings.Resolved settings) {
    return new TaskServices(
        bus,
        clock,
        timers,
        admission,
        learnedPatterns,
        settings.verification(),
        settings.models(),
        settings.callLimits());
  }
}
