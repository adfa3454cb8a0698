package dev.loom.contracts.task;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.loom.api.tool.FileChange;
import dev.loom.contracts.RecordChecks;
import dev.loom.contracts.id.SubtaskId;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;

/// Command to a task, from a user or on a user's behalf. Bus, core and recordings use the same
/// records; the second name of some is that of older recordings.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
  @JsonSubTypes.Type(
      value = TaskCommand.Cancel.class,
      names = {"cancel", "cancellation"}),
  @JsonSubTypes.Type(
      value = TaskCommand.Steer.class,
      names = {"steer", "steering"}),
  @JsonSubTypes.Type(value = TaskCommand.Pause.class, name = "pause"),
  @JsonSubTypes.Type(
      value = TaskCommand.Resume.class,
      names = {"resume", "resumption"}),
  @JsonSubTypes.Type(value = TaskCommand.ResolveApproval.class, name = "approval"),
  @JsonSubTypes.Type(value = TaskCommand.Answer.class, name = "answer"),
  @JsonSubTypes.Type(value = TaskCommand.GiveFeedback.class, name = "feedback"),
  @JsonSubTypes.Type(value = TaskCommand.RecordUndo.class, name = "undo")
})
public sealed interface TaskCommand {
  /// Returns whether the command is also accepted after the end of the task.
  default boolean appliesAfterEnd() {
    return this instanceof GiveFeedback || this instanceof RecordUndo;
  }

  /// Returns whether the command may start work, so that an engine must be running the task.
  default boolean startsWork() {
    return this instanceof Resume || this instanceof ResolveApproval || this instanceof Answer;
  }

  /// Cancels the task.
  ///
  /// @param reason reason for the journal
  record Cancel(String reason) implements TaskCommand {
    public Cancel {
      Objects.requireNonNull(reason, "reason");
    }
  }

  /// Adds an instruction. It reaches running subtasks with their next model turn, later subtasks,
  /// the verifier and replanning. Fails as conflict if the task has too many instructions.
  ///
  /// @param instruction text, not blank
  record Steer(String instruction) implements TaskCommand {
    /// Maximum length of an instruction.
    public static final int INSTRUCTION_CHARS_MAX = 16_384;

    public Steer {
      if (instruction.isBlank() || instruction.length() > INSTRUCTION_CHARS_MAX) {
        throw new IllegalArgumentException(
            "an instruction must have 1 to " + INSTRUCTION_CHARS_MAX + " characters");
      }
    }
  }

  /// Pauses the task: running model calls are cancelled, running tool calls finish, nothing new
  /// starts.
  ///
  /// @param reason reason for the journal
  record Pause(String reason) implements TaskCommand {
    public Pause {
      Objects.requireNonNull(reason, "reason");
    }
  }

  /// Resumes a paused task; changes nothing if the task is not paused.
  record Resume() implements TaskCommand {}

  /// Approves or rejects the action or result that a subtask waits for. Fails as not found if there
  /// is no such subtask.
  ///
  /// @param reason comment for the model
  /// @param actionHash hash of the action shown to the user; if given and the subtask waits for
  ///   another action by now, the command fails as conflict
  record ResolveApproval(
      SubtaskId subtaskId, boolean approved, String reason, Optional<String> actionHash)
      implements TaskCommand {
    public ResolveApproval {
      RecordChecks.requireNonNull(ResolveApproval.class, subtaskId, reason, actionHash);
    }
  }

  /// Answers a model's question or a budget decision. Fails as not found if no such question is
  /// pending, as invalid if the answer to a budget decision is not one of its options or a model's
  /// question is answered with a limit.
  ///
  /// @param questionId id of the pending decision
  /// @param answer any text, blank for no answer, as when the question expires; for a budget
  ///   `raise`, `finish` or `stop`
  /// @param newLimit for `raise`, the new value of the exhausted limit; by default the limit grows
  ///   by its initial value
  record Answer(String questionId, String answer, OptionalDouble newLimit) implements TaskCommand {
    /// Maximum length of an answer.
    public static final int ANSWER_CHARS_MAX = 16_384;

    public Answer {
      RecordChecks.requireNonNull(Answer.class, questionId, answer, newLimit);
      if (answer.length() > ANSWER_CHARS_MAX) {
        throw new IllegalArgumentException(
            "an answer must have at most " + ANSWER_CHARS_MAX + " characters");
      }
    }
  }

  /// Rates a finished task. Fails as conflict while the task is not finished.
  record GiveFeedback(Feedback feedback) implements TaskCommand {
    public GiveFeedback {
      Objects.requireNonNull(feedback, "feedback");
    }
  }

  /// Records that file changes of the task were undone. [UndoTask] undoes them.
  record RecordUndo(List<Long> changeIds, List<FileChange> filesRestored) implements TaskCommand {
    public RecordUndo {
      changeIds = List.copyOf(changeIds);
      filesRestored = List.copyOf(filesRestored);
    }
  }
}
