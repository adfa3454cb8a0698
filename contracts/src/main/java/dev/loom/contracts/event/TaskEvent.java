package dev.loom.contracts.event;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.loom.api.JsonValues;
import dev.loom.api.model.ProviderState;
import dev.loom.api.model.ToolCall;
import dev.loom.api.tool.CrashPolicy;
import dev.loom.api.tool.FileChange;
import dev.loom.contracts.id.StepId;
import dev.loom.contracts.id.SubtaskId;
import dev.loom.contracts.task.Budget;
import dev.loom.contracts.task.BudgetChoice;
import dev.loom.contracts.task.Feedback;
import dev.loom.contracts.task.Plan;
import dev.loom.contracts.task.RiskLevel;
import dev.loom.contracts.task.Subtask;
import dev.loom.contracts.task.TaskSpec;
import dev.loom.contracts.task.Usage;
import dev.loom.contracts.task.Verdict;
import dev.loom.contracts.task.WorkspaceChanges;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/// Something that happened to a task.
///
/// Everything but [TokenStreamed] is [Recorded]: it is written to the journal first and seen
/// second. Durations are in seconds, because the guide's readers get them so.
public sealed interface TaskEvent {
  /// The version of all shapes below; journaled with each event. Raise it when an old event can no
  /// longer be read as it is.
  int VERSION = 2;

  /// What kind of event this is.
  @JsonIgnore
  default EventType type() {
    return switch (this) {
      case TaskSubmitted e -> EventType.TASK_SUBMITTED;
      case TaskPlanning e -> EventType.TASK_PLANNING;
      case TaskPlanRejected e -> EventType.TASK_PLAN_REJECTED;
      case TaskPlanReady e -> EventType.TASK_PLAN_READY;
      case TaskExecuting e -> EventType.TASK_EXECUTING;
      case TaskReplanning e -> EventType.TASK_REPLANNING;
      case TaskRecovered e -> EventType.TASK_RECOVERED;
      case TaskPaused e -> EventType.TASK_PAUSED;
      case TaskResumed e -> EventType.TASK_RESUMED;
      case TaskSteered e -> EventType.TASK_STEERED;
      case BudgetExhausted e -> EventType.BUDGET_EXHAUSTED;
      case BudgetAnswered e -> EventType.BUDGET_ANSWERED;
      case TaskCompleted e -> EventType.TASK_COMPLETED;
      case TaskFailed e -> EventType.TASK_FAILED;
      case TaskCancelled e -> EventType.TASK_CANCELLED;
      case TaskFeedback e -> EventType.TASK_FEEDBACK;
      case ChangesUndone e -> EventType.CHANGES_UNDONE;
      case SubtaskStarted e -> EventType.SUBTASK_STARTED;
      case ModelTurnCompleted e -> EventType.MODEL_TURN_COMPLETED;
      case ToolCallStarted e -> EventType.TOOL_CALL_STARTED;
      case ToolCallCompleted e -> EventType.TOOL_CALL_COMPLETED;
      case VerificationCompleted e -> EventType.VERIFICATION_COMPLETED;
      case SubtaskCompleted e -> EventType.SUBTASK_COMPLETED;
      case SubtaskFailed e -> EventType.SUBTASK_FAILED;
      case SubtaskRetrying e -> EventType.SUBTASK_RETRYING;
      case SubtaskSkipped e -> EventType.SUBTASK_SKIPPED;
      case ApprovalRequested e -> EventType.APPROVAL_REQUESTED;
      case ApprovalReceived e -> EventType.APPROVAL_RECEIVED;
      case QuestionAsked e -> EventType.QUESTION_ASKED;
      case QuestionAnswered e -> EventType.QUESTION_ANSWERED;
      case TokenStreamed e -> EventType.TOKEN_STREAMED;
    };
  }

  /// An event that is kept for ever and from which the task's state is folded.
  sealed interface Recorded extends TaskEvent {}

  /// An event of one subtask.
  sealed interface SubtaskEvent extends TaskEvent {
    /// The subtask it happened to.
    SubtaskId subtaskId();
  }

  /// The task was accepted. Always the first event.
  record TaskSubmitted(TaskSpec task) implements Recorded {}

  /// The planner is being asked.
  ///
  /// @param round 1, or 2 when the first plan was no plan
  record TaskPlanning(String goal, int round) implements Recorded {}

  /// The planner's answer was not a plan that can be followed.
  ///
  /// @param reasons each thing that is wrong with it
  /// @param answer what the planner said
  record TaskPlanRejected(int round, List<String> reasons, String answer, String model, Usage usage)
      implements Recorded {
    public TaskPlanRejected {
      reasons = List.copyOf(reasons);
    }
  }

  /// There is a plan.
  ///
  /// @param version 1, one more at each replan
  /// @param replanned whether it takes the place of an earlier one
  /// @param fallback whether it is the one-subtask plan that stands in for a planner that gave none
  record TaskPlanReady(
      int subtaskCount,
      List<SubtaskId> subtaskIds,
      int version,
      boolean replanned,
      Plan plan,
      boolean fallback,
      String model,
      Usage usage)
      implements Recorded {
    public TaskPlanReady {
      subtaskIds = List.copyOf(subtaskIds);
    }

    /// The event for a plan.
    public static TaskPlanReady of(Plan plan, boolean fallback, String model, Usage usage) {
      var ids = plan.subtasks().stream().map(Subtask::id).toList();
      return new TaskPlanReady(
          ids.size(), ids, plan.version(), plan.version() > 1, plan, fallback, model, usage);
    }
  }

  /// The first subtasks are about to start.
  record TaskExecuting() implements Recorded {}

  /// The planner is being asked how to go on after a failure. What is completed stays.
  ///
  /// @param reason why, in words for a person
  /// @param failedSubtaskId the subtask that could not be done
  /// @param verificationFeedback what was wrong with its last attempt
  /// @param version of the plan that is asked for
  /// @param round 1, or 2 when the first answer was no plan
  record TaskReplanning(
      String reason, SubtaskId failedSubtaskId, String verificationFeedback, int version, int round)
      implements Recorded {}

  /// An engine picked the task up again after the one before it died or was stopped.
  ///
  /// @param stepsInDoubt tool calls that had started and have no result
  record TaskRecovered(List<StepId> stepsInDoubt) implements Recorded {
    public TaskRecovered {
      stepsInDoubt = List.copyOf(stepsInDoubt);
    }
  }

  /// A person stopped the task for a while.
  record TaskPaused(String reason) implements Recorded {}

  /// A person ended the pause.
  record TaskResumed() implements Recorded {}

  /// A person gave a new instruction.
  record TaskSteered(String instruction) implements Recorded {}

  /// The task reached a limit of its budget: it asks, and nothing new begins before the answer.
  ///
  /// @param limit what ran out
  /// @param used how much was used of it, with what is reserved for calls under way
  /// @param allowed how much there was
  /// @param heldSubtaskIds subtasks whose next turn waits for the answer
  /// @param options the answers there are
  /// @param expiresAt when no answer counts as `finish`
  record BudgetExhausted(
      String questionId,
      Budget.Limit limit,
      double used,
      double allowed,
      List<SubtaskId> heldSubtaskIds,
      List<BudgetChoice> options,
      Instant expiresAt)
      implements Recorded {
    public BudgetExhausted {
      heldSubtaskIds = List.copyOf(heldSubtaskIds);
      options = List.copyOf(options);
    }
  }

  /// Somebody said what becomes of a task at the end of its budget, or the time for it passed.
  ///
  /// @param budget what holds from now on
  /// @param expired whether nobody answered
  record BudgetAnswered(String questionId, BudgetChoice choice, Budget budget, boolean expired)
      implements Recorded {}

  /// Every subtask was done and verified.
  record TaskCompleted(
      int completed,
      int total,
      String summary,
      WorkspaceChanges workspaceChanges,
      Usage usage,
      double duration)
      implements Recorded {}

  /// The task ended without reaching its goal.
  ///
  /// @param summary what was done all the same; empty when nothing was
  /// @param error why, in words for a person
  /// @param errorType what kind of failure, for programs
  record TaskFailed(
      int completed,
      int total,
      List<SubtaskId> failedSubtasks,
      String summary,
      String error,
      String errorType,
      WorkspaceChanges workspaceChanges,
      Usage usage,
      double duration)
      implements Recorded {
    public TaskFailed {
      failedSubtasks = List.copyOf(failedSubtasks);
    }
  }

  /// Somebody stopped the task.
  record TaskCancelled(
      int completed,
      int total,
      String reason,
      WorkspaceChanges workspaceChanges,
      Usage usage,
      double duration)
      implements Recorded {}

  /// Somebody said how good the task was. Comes after its end, as [ChangesUndone] may.
  record TaskFeedback(Feedback feedback) implements Recorded {}

  /// Changes to files were taken back at somebody's wish.
  ///
  /// @param changeIds which, by their number in the task's list of changes
  /// @param filesRestored the files that are as they were before
  record ChangesUndone(List<Long> changeIds, List<FileChange> filesRestored) implements Recorded {
    public ChangesUndone {
      changeIds = List.copyOf(changeIds);
      filesRestored = List.copyOf(filesRestored);
    }
  }

  /// A subtask began, or began again.
  ///
  /// @param attempt 1 at first, one more at each retry
  record SubtaskStarted(SubtaskId subtaskId, int attempt, int modelTier)
      implements Recorded, SubtaskEvent {}

  /// A model took its turn in a subtask. It is not asked this again.
  ///
  /// @param turn counts from 1 in each attempt
  /// @param text what it said
  /// @param toolCalls what it wants done
  /// @param model the alias of the model that answered
  /// @param passedOver models that would have been asked before it, each with the reason why it was
  ///   not, or did not answer
  /// @param continuation what has to go back to the model's endpoint with its words
  record ModelTurnCompleted(
      SubtaskId subtaskId,
      int attempt,
      int turn,
      String text,
      List<ToolCall> toolCalls,
      String model,
      Usage usage,
      List<String> passedOver,
      ProviderState continuation)
      implements Recorded, SubtaskEvent {
    public ModelTurnCompleted {
      toolCalls = List.copyOf(toolCalls);
      passedOver = passedOver == null ? List.of() : List.copyOf(passedOver);
      continuation = continuation == null ? ProviderState.NONE : continuation;
    }

    /// A turn of the model that was asked first, which wants nothing else back.
    public ModelTurnCompleted(
        SubtaskId subtaskId,
        int attempt,
        int turn,
        String text,
        List<ToolCall> toolCalls,
        String model,
        Usage usage) {
      this(subtaskId, attempt, turn, text, toolCalls, model, usage, List.of(), ProviderState.NONE);
    }
  }

  /// A tool call is about to run. Recorded before the effect.
  ///
  /// @param callId the model's id of the call
  /// @param onCrash what to do if no result is ever recorded
  record ToolCallStarted(
      SubtaskId subtaskId,
      StepId stepId,
      String callId,
      String tool,
      Map<String, Object> args,
      CrashPolicy onCrash)
      implements Recorded, SubtaskEvent {
    public ToolCallStarted {
      args = JsonValues.copyOf(args);
    }
  }

  /// A tool call came to an end, or was refused before it ran. It is not run again.
  ///
  /// @param repeated whether it ran a second time after a crash
  record ToolCallCompleted(
      SubtaskId subtaskId,
      StepId stepId,
      String callId,
      String tool,
      boolean success,
      String output,
      String error,
      List<FileChange> filesChanged,
      boolean repeated,
      double duration)
      implements Recorded, SubtaskEvent {
    public ToolCallCompleted {
      filesChanged = List.copyOf(filesChanged);
    }
  }

  /// An attempt at a subtask was judged.
  record VerificationCompleted(SubtaskId subtaskId, int attempt, Verdict verdict, Usage usage)
      implements Recorded, SubtaskEvent {}

  /// A subtask is done.
  ///
  /// @param status always `success`
  /// @param confidence 0 to 1
  /// @param verification whether its result was verified, or stands although nobody could
  record SubtaskCompleted(
      SubtaskId subtaskId,
      String status,
      String summary,
      double duration,
      double confidence,
      Verdict.Outcome verification)
      implements Recorded, SubtaskEvent {}

  /// An attempt at a subtask failed.
  ///
  /// @param verificationTier the tier that failed it, 0 when it failed before verification
  /// @param feedback why, in words for a person and for the next attempt
  /// @param category what kind of failure, for programs
  record SubtaskFailed(
      SubtaskId subtaskId, int attempt, int verificationTier, String feedback, String category)
      implements Recorded, SubtaskEvent {}

  /// A subtask is tried again, told what went wrong.
  ///
  /// @param attempt the retry's number: 1 for the second attempt
  /// @param escalatedTier the model tier of the new attempt
  record SubtaskRetrying(SubtaskId subtaskId, int attempt, int escalatedTier, String feedback)
      implements Recorded, SubtaskEvent {}

  /// A subtask will not be done.
  record SubtaskSkipped(SubtaskId subtaskId, String reason) implements Recorded, SubtaskEvent {}

  /// A person is asked before something goes on.
  ///
  /// @param stepId the tool call that waits, or the turn whose result waits
  /// @param proposedAction exactly what will be done, or what was done
  /// @param riskLevel how dangerous it is, not how sure we are
  /// @param actionHash SHA-256 of the exact action the answer is bound to
  /// @param expiresAt when no answer becomes a no
  record ApprovalRequested(
      SubtaskId subtaskId,
      StepId stepId,
      String reason,
      String proposedAction,
      RiskLevel riskLevel,
      Map<String, Object> details,
      String actionHash,
      Instant expiresAt)
      implements Recorded, SubtaskEvent {
    public ApprovalRequested {
      details = JsonValues.copyOf(details);
    }
  }

  /// A person answered, or the time for it passed.
  ///
  /// @param reason what the person said beside yes or no
  /// @param expired whether it is a no because nobody answered
  record ApprovalReceived(
      SubtaskId subtaskId, StepId stepId, boolean approved, String reason, boolean expired)
      implements Recorded, SubtaskEvent {}

  /// A model asks a person something before it goes on.
  ///
  /// @param stepId the tool call by which it asks
  /// @param options answers it offers; any text will do
  /// @param expiresAt when it goes on without an answer
  record QuestionAsked(
      SubtaskId subtaskId,
      StepId stepId,
      String questionId,
      String question,
      List<String> options,
      Instant expiresAt)
      implements Recorded, SubtaskEvent {
    public QuestionAsked {
      options = List.copyOf(options);
    }
  }

  /// A person answered a model's question, or the time for it passed.
  ///
  /// @param expired whether nobody answered
  record QuestionAnswered(
      SubtaskId subtaskId, StepId stepId, String questionId, String answer, boolean expired)
      implements Recorded, SubtaskEvent {}

  /// A model said something just now. Not recorded; a slow reader may miss some.
  ///
  /// @param token one or more tokens' characters
  /// @param model the alias of the model that speaks
  record TokenStreamed(SubtaskId subtaskId, String token, String model) implements SubtaskEvent {}
}
