/// Requests for the file changes of a task: list them, undo them.
///
/// The tools module keeps the change log behind these requests. Whether the task is still running
/// is checked by the orchestrator.
package dev.loom.contracts.change;
