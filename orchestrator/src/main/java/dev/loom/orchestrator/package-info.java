/// Runs tasks from submission to completion: accept, plan, schedule, run, verify.
///
/// Entry point: [dev.loom.orchestrator.OrchestratorVerticle]. Each task has a
/// [dev.loom.orchestrator.TaskRunner], a virtual thread that owns the task's state and asks
/// [dev.loom.orchestrator.core.TaskCore] for every decision. Files, processes, models and the
/// database are reached only over the bus.
package dev.loom.orchestrator;
