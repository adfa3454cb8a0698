/// What is learned from tasks and used by later ones: the words between the orchestrator, which
/// learns and uses it, the memory, which keeps it, and the doors, which show it.
package dev.loom.contracts.pattern;
