/// What a task, its plan and its subtasks are, as every room and every reader sees them.
///
/// [dev.loom.contracts.task.TaskSpec] is what was asked for, [dev.loom.contracts.task.Plan] how it
/// will be done, [dev.loom.contracts.task.TaskSnapshot] how far it is.
package dev.loom.contracts.task;
