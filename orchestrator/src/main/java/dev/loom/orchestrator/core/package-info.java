/// Decisions of the engine, as pure functions: no threads, clocks, I/O or bus.
///
/// [dev.loom.orchestrator.core.TaskCore#decide] returns the events that follow from an input,
/// [dev.loom.orchestrator.core.TaskReducer] the state after an event, and
/// [dev.loom.orchestrator.core.RequiredEffects] the work that a state requires. Recovery is a
/// replay of the journal plus one `Recovered` input. Tests simulate tasks by running the three
/// against seeded random inputs.
package dev.loom.orchestrator.core;
