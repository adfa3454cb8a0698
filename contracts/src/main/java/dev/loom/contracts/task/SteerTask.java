package dev.loom.contracts.task;

import dev.loom.contracts.id.TaskId;
import java.util.Objects;

/// Adds an instruction to a task. It reaches running subtasks with their next model turn, later
/// subtasks, the verifier and replanning. The reply follows the commit. Fails as not found, or as
/// conflict if the task is finished or has too many instructions.
///
/// @param instruction text, not blank
public record SteerTask(TaskId taskId, String instruction) {
  /// Maximum length of an instruction.
  public static final int INSTRUCTION_CHARS_MAX = 16_384;

  public SteerTask {
    Objects.requireNonNull(taskId, "taskId");
    if (instruction.isBlank() || instruction.length() > INSTRUCTION_CHARS_MAX) {
      throw new IllegalArgumentException(
          "an instruction must have 1 to " + INSTRUCTION_CHARS_MAX + " characters");
    }
  }
}
