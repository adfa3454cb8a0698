/// Turns what a planner said into subtasks, or into reasons why it is no plan.
///
/// [dev.loom.orchestrator.plan.PlanParser] is the door. It never guesses a dependency and never
/// drops a subtask in silence.
package dev.loom.orchestrator.plan;
