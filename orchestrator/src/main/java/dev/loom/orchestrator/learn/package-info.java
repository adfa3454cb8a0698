/// Learning from finished tasks.
///
/// [ObservationExtractor] extracts observations from a task; [LearnedPatterns] provides the
/// patterns that the storage derives from them to the planner and to model selection.
package dev.loom.orchestrator.learn;
