/// Prompts to models.
///
/// One class per role. Each prompt depends on the task's state only, starts with its constant part
/// so that prompt caches hit, and contains none of the engine's secrets.
package dev.loom.orchestrator.prompt;
