/// Parsing and validation of planner answers.
///
/// Entry point: [dev.loom.orchestrator.plan.PlanParser]. Never guesses a dependency and never drops
/// a new subtask.
package dev.loom.orchestrator.plan;
