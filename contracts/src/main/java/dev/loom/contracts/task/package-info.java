/// Tasks, plans and subtasks, and the requests that control them.
///
/// [dev.loom.contracts.task.TaskSpec] is the input of a task, [dev.loom.contracts.task.Plan] its
/// plan, [dev.loom.contracts.task.TaskSnapshot] its current state.
package dev.loom.contracts.task;
