/// What is learned from tasks. [Learner] tells what a finished task taught, [LearnedPatterns] knows
/// what all of them taught and gives it to the planner and the router. Nothing here decides about a
/// task.
package dev.loom.orchestrator.learn;
