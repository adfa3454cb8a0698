/// Learning from finished tasks. [ObservationExtractor] extracts observations from a task, [LearnedPatterns]
/// provides the stored ones to the planner and to model selection. Nothing here decides on a task.
package dev.loom.orchestrator.learn;
