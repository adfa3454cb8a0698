/// What models are told.
///
/// One class a role. Each text is made from the task's state alone, its constant part first so that
/// prompt caches hit, and holds nothing of the engine's own secrets.
package dev.loom.orchestrator.prompt;
