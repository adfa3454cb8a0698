package dev.loom.contracts.task;

import dev.loom.contracts.id.TaskId;
import java.util.Objects;

/// Gives a task a new instruction. It reaches running subtasks at their next turn, later ones, the
/// verifier and a replan. Answered once it is recorded; refused as not found, or as a conflict when
/// the task is finished.
///
/// @param instruction not blank
public record SteerTask(TaskId taskId, String instruction) {
  /// A longer instruction is refused.
  public static final int INSTRUCTION_CHARS_MAX = 16_384;

  public SteerTask {
    Objects.requireNonNull(taskId, "taskId");
    if (instruction.isBlank() || instruction.length() > INSTRUCTION_CHARS_MAX) {
      throw new IllegalArgumentException(
          "an instruction has 1 to " + INSTRUCTION_CHARS_MAX + " characters");
    }
  }
}
