/// The life of a task: accept, plan, schedule, run, verify, finish.
///
/// [dev.loom.orchestrator.OrchestratorVerticle] is the door. Each task has a
/// [dev.loom.orchestrator.TaskRunner], one virtual thread that owns the task's state and asks
/// [dev.loom.orchestrator.core.TaskCore] for every decision. This room never touches a file, a
/// process, a model's wire or the database: it asks the rooms that do.
package dev.loom.orchestrator;
