package dev.loom.orchestrator;

import dev.loom.bus.Bus;
import dev.loom.contracts.config.VerificationConfig;
import dev.loom.orchestrator.learn.LearnedPatterns;
import java.time.InstantSource;
import java.util.concurrent.ScheduledExecutorService;

/// Holds what all tasks of an engine share.
///
/// @param timers runs timers; cancelled ones must be removed immediately
record TaskServices(
    Bus bus,
    InstantSource clock,
    ScheduledExecutorService timers,
    TaskAdmission admission,
    LearnedPatterns learnedPatterns,
    VerificationConfig verification) {}
