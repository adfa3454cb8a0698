/// Every decision of the engine, without a thread, a clock, a bus or a disk.
///
/// [dev.loom.orchestrator.core.TaskCore#decide] says which events follow from an input,
/// [dev.loom.orchestrator.core.TaskReducer] what the state is after an event, and
/// [dev.loom.orchestrator.core.RequiredEffects] what work a state calls for. A crash is only a fold
/// over the journal and one `Recovered` input; a simulation is the same three with a seeded shell.
package dev.loom.orchestrator.core;
