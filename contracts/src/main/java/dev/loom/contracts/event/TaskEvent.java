package dev.loom.contracts.event;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.loom.api.JsonValues;
import dev.loom.api.model.ProviderState;
import dev.loom.api.model.ToolCall;
import dev.loom.api.tool.CrashPolicy;
import dev.loom.api.tool.FileChange;
import dev.loom.api.tool.ToolEffect;
import dev.loom.api.tool.ToolResult;
import dev.loom.contracts.id.StepId;
import dev.loom.contracts.id.SubtaskId;
import dev.loom.contracts.task.Budget;
import dev.loom.contracts.task.BudgetChoice;
import dev.loom.contracts.task.Feedback;
import dev.loom.contracts.task.ModelUsage;
import dev.loom.contracts.task.Plan;
import dev.loom.contracts.task.RiskAssessment;
import dev.loom.contracts.task.RiskLevel;
import dev.loom.contracts.task.Subtask;
import dev.loom.contracts.task.TaskSpec;
import dev.loom.contracts.task.Verdict;
import dev.loom.contracts.task.WorkspaceChanges;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Event of a task.
///
/// All events except [Transient] ones are [Recorded]: they are journaled first and published
/// afterwards. Durations are in seconds, as in the public event format.
public sealed interface TaskEvent {
  /// Returns the type of this event.
  @JsonIgnore
  default EventType type() {
    return EventType.of(this);
  }

  /// Event that is journaled permanently and reduced to the task's state.
  sealed interface Recorded extends TaskEvent {}

  /// Event of a subtask.
  sealed interface SubtaskEvent extends TaskEvent {
    /// Returns the id of the subtask.
    SubtaskId subtaskId();
  }

  /// Event that is published at once and never journaled. Slow clients may miss some.
  sealed interface Transient extends SubtaskEvent {}

  /// The task was accepted. Always the first event.
  ///
  /// @param retry the ended task that this one retries
  /// @param settings configuration of this task by dotted key
  record TaskSubmitted(
      TaskSpec task,
      @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<RetriedTask> retry,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, Object> settings)
      implements Recorded {
    public TaskSubmitted {
      retry = retry == null ? Optional.empty() : retry;
      settings = settings == null ? Map.of() : JsonValues.copyOf(settings);
    }

    /// Creates the event of a task that retries no other and has no settings.
    public TaskSubmitted(TaskSpec task) {
      this(task, Optional.empty(), Map.of());
    }
  }

  /// Planning started.
  ///
  /// @param round 1, or 2 if the first plan was rejected
  record TaskPlanning(String goal, int round) implements Recorded {}

  /// The planner's response was not a valid plan.
  ///
  /// @param reasons problems of the plan
  /// @param answer response of the planner
  record TaskPlanRejected(
      int round, List<String> reasons, String answer, String model, ModelUsage usage)
      implements Recorded {
    public TaskPlanRejected {
      reasons = List.copyOf(reasons);
    }
  }

  /// A plan is available.
  ///
  /// @param version 1, increased by each replan
  /// @param replanned whether it replaces an earlier plan
  /// @param fallback whether it is the single-subtask plan used if the planner provides none
  record TaskPlanReady(
      int subtaskCount,
      List<SubtaskId> subtaskIds,
      int version,
      boolean replanned,
      Plan plan,
      boolean fallback,
      String model,
      ModelUsage usage)
      implements Recorded {
    public TaskPlanReady {
      subtaskIds = List.copyOf(subtaskIds);
    }

    /// Creates the event for a plan.
    public static TaskPlanReady of(Plan plan, boolean fallback, String model, ModelUsage usage) {
      var ids = plan.subtasks().stream().map(Subtask::id).toList();
      return new TaskPlanReady(
          ids.size(), ids, plan.version(), plan.version() > 1, plan, fallback, model, usage);
    }
  }

  /// Execution of the first subtasks starts.
  record TaskExecuting() implements Recorded {}

  /// Planning restarted after a failure. Completed subtasks are kept.
  ///
  /// @param reason reason for users
  /// @param failedSubtaskId subtask that failed
  /// @param verificationFeedback problem of its last attempt
  /// @param version version of the requested plan
  /// @param round 1, or 2 if the first response was not a valid plan
  record TaskReplanning(
      String reason, SubtaskId failedSubtaskId, String verificationFeedback, int version, int round)
      implements Recorded {}

  /// An engine resumed the task after the previous one crashed or was stopped.
  ///
  /// @param stepsInDoubt tool calls that were started and have no result
  /// @param crashes engine crashes in a row, shortly after each other, while the task was running
  record TaskRecovered(List<StepId> stepsInDoubt, int crashes) implements Recorded {
    public TaskRecovered {
      stepsInDoubt = List.copyOf(stepsInDoubt);
    }
  }

  /// A user paused the task, or it was paused because every suitable model stayed unavailable or
  /// because the engine crashed repeatedly while it was running.
  record TaskPaused(String reason) implements Recorded {}

  /// A model request waits, because every suitable model is unavailable or limits the rate of
  /// requests. Recorded at most once in 30 seconds.
  ///
  /// @param subtaskId subtask whose turn waits; empty for the planner and verifiers
  /// @param model alias of the model
  /// @param reason problem of the model, which names its address
  /// @param attempt number of the failed attempt, from 1
  /// @param retryAt time of the next attempt
  record ModelWaiting(
      Optional<SubtaskId> subtaskId, String model, String reason, int attempt, Instant retryAt)
      implements Recorded {}

  /// A user resumed the task.
  record TaskResumed() implements Recorded {}

  /// A user gave a new instruction.
  record TaskSteered(String instruction) implements Recorded {}

  /// The task reached a limit of its budget. Nothing new starts before the decision.
  ///
  /// @param limit exhausted limit
  /// @param used amount used, including reservations of running calls
  /// @param allowed amount allowed
  /// @param heldSubtaskIds subtasks whose next turn waits for the decision
  /// @param options possible decisions
  /// @param expiresAt time at which the decision defaults to `finish`
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

  /// A user decided about an exhausted budget, or no one decided in time.
  ///
  /// @param budget budget in effect from now on
  /// @param expired whether no user decided in time
  record BudgetAnswered(String questionId, BudgetChoice choice, Budget budget, boolean expired)
      implements Recorded {}

  /// The task ended successfully. Results may be unverified, or only the plan was requested.
  record TaskCompleted(
      int completed,
      int total,
      String summary,
      WorkspaceChanges workspaceChanges,
      ModelUsage usage,
      double duration)
      implements Recorded {}

  /// The task ended without reaching its goal.
  ///
  /// @param summary partial results; empty if there are none
  /// @param error reason for users
  /// @param errorType machine-readable category
  record TaskFailed(
      int completed,
      int total,
      List<SubtaskId> failedSubtasks,
      String summary,
      String error,
      String errorType,
      WorkspaceChanges workspaceChanges,
      ModelUsage usage,
      double duration)
      implements Recorded {
    public TaskFailed {
      failedSubtasks = List.copyOf(failedSubtasks);
    }
  }

  /// A user cancelled the task.
  record TaskCancelled(
      int completed,
      int total,
      String reason,
      WorkspaceChanges workspaceChanges,
      ModelUsage usage,
      double duration)
      implements Recorded {}

  /// A user rated the finished task.
  record TaskFeedback(Feedback feedback) implements Recorded {}

  /// File changes were undone at a user's request.
  ///
  /// @param changeIds numbers of the changes in the task's change list
  /// @param filesRestored files restored to their earlier content
  record ChangesUndone(List<Long> changeIds, List<FileChange> filesRestored) implements Recorded {
    public ChangesUndone {
      changeIds = List.copyOf(changeIds);
      filesRestored = List.copyOf(filesRestored);
    }
  }

  /// An attempt of a subtask started.
  ///
  /// @param attempt 1, increased by each retry
  record SubtaskStarted(SubtaskId subtaskId, int attempt, int modelTier)
      implements Recorded, SubtaskEvent {}

  /// A model turn of a subtask completed. It is not requested again.
  ///
  /// @param turn number of the turn in its attempt, from 1
  /// @param text text of the response
  /// @param toolCalls requested tool calls
  /// @param model alias of the model
  /// @param passedOver preferred models that were skipped or failed, each with the reason
  /// @param continuation provider state to send back with the message
  /// @param toolEffects declared effects of each tool call, in their order; those of a call without
  ///   an entry are unknown
  record ModelTurnCompleted(
      SubtaskId subtaskId,
      int attempt,
      int turn,
      String text,
      List<ToolCall> toolCalls,
      String model,
      ModelUsage usage,
      List<String> passedOver,
      ProviderState continuation,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) List<List<ToolEffect>> toolEffects)
      implements Recorded, SubtaskEvent {
    public ModelTurnCompleted {
      toolCalls = List.copyOf(toolCalls);
      passedOver = passedOver == null ? List.of() : List.copyOf(passedOver);
      continuation = continuation == null ? ProviderState.NONE : continuation;
      toolEffects =
          toolEffects == null ? List.of() : toolEffects.stream().map(List::copyOf).toList();
    }

    /// Returns the declared effects of a tool call.
    ///
    /// @param index position of the call, from 0
    public List<ToolEffect> effectsOf(int index) {
      return index < toolEffects.size()
          ? toolEffects.get(index)
          : List.of(new ToolEffect.Unknown());
    }
  }

  /// A tool call is about to start. Journaled before the effect.
  ///
  /// @param callId the model's id of the call
  /// @param onCrash policy if no result is journaled
  /// @param risk why a user had to approve the call, if so
  record ToolCallStarted(
      SubtaskId subtaskId,
      StepId stepId,
      String callId,
      String tool,
      Map<String, Object> args,
      CrashPolicy onCrash,
      @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<RiskAssessment> risk)
      implements Recorded, SubtaskEvent {
    public ToolCallStarted {
      args = JsonValues.copyOf(args);
      risk = risk == null ? Optional.empty() : risk;
    }
  }

  /// A tool call ended or was rejected before it ran. It is not repeated.
  ///
  /// @param result result of the call; its parts are fields of the event
  /// @param repeated whether it ran a second time after a crash
  record ToolCallCompleted(
      SubtaskId subtaskId,
      StepId stepId,
      String callId,
      String tool,
      @JsonUnwrapped ToolResult result,
      boolean repeated,
      double duration)
      implements Recorded, SubtaskEvent {}

  /// An attempt was verified.
  record VerificationCompleted(SubtaskId subtaskId, int attempt, Verdict verdict, ModelUsage usage)
      implements Recorded, SubtaskEvent {}

  /// A subtask completed.
  ///
  /// @param status always `success`
  /// @param confidence 0 to 1
  /// @param verification whether the result is verified or accepted without verification
  record SubtaskCompleted(
      SubtaskId subtaskId,
      String status,
      String summary,
      double duration,
      double confidence,
      Verdict.Outcome verification)
      implements Recorded, SubtaskEvent {}

  /// An attempt of a subtask failed.
  ///
  /// @param verificationTier tier that rejected it, 0 if it failed before verification
  /// @param feedback reason for users and the next attempt
  /// @param category machine-readable category
  record SubtaskFailed(
      SubtaskId subtaskId, int attempt, int verificationTier, String feedback, String category)
      implements Recorded, SubtaskEvent {}

  /// A subtask is retried with feedback on its failure.
  ///
  /// @param attempt number of the retry: 1 for the second attempt
  /// @param escalatedTier model tier of the new attempt
  record SubtaskRetrying(SubtaskId subtaskId, int attempt, int escalatedTier, String feedback)
      implements Recorded, SubtaskEvent {}

  /// A subtask will not be executed.
  record SubtaskSkipped(SubtaskId subtaskId, String reason) implements Recorded, SubtaskEvent {}

  /// Approval of a user is required to continue.
  ///
  /// @param stepId tool call that waits for approval, or turn whose result does
  /// @param proposedAction exact action to be executed, or the executed one
  /// @param riskLevel risk of the action, independent of the confidence
  /// @param actionHash SHA-256 of the exact action that the decision applies to
  /// @param expiresAt time at which the request is rejected
  /// @param category machine-readable kind of risk, empty if none is assigned
  record ApprovalRequested(
      SubtaskId subtaskId,
      StepId stepId,
      String reason,
      String proposedAction,
      RiskLevel riskLevel,
      Map<String, Object> details,
      String actionHash,
      Instant expiresAt,
      String category)
      implements Recorded, SubtaskEvent {
    public ApprovalRequested {
      details = JsonValues.copyOf(details);
      category = category == null ? "" : category;
    }
  }

  /// A user approved or rejected an action, or the request expired.
  ///
  /// @param reason comment of the user
  /// @param expired whether it was rejected because no user decided in time
  record ApprovalReceived(
      SubtaskId subtaskId, StepId stepId, boolean approved, String reason, boolean expired)
      implements Recorded, SubtaskEvent {}

  /// A model asked the user a question.
  ///
  /// @param stepId tool call that asked
  /// @param options suggested answers; any text is accepted
  /// @param expiresAt time at which the subtask continues without an answer
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

  /// A user answered a question of a model, or the question expired.
  ///
  /// @param expired whether no user answered in time
  record QuestionAnswered(
      SubtaskId subtaskId, StepId stepId, String questionId, String answer, boolean expired)
      implements Recorded, SubtaskEvent {}

  /// A model produced output.
  ///
  /// @param token text of one or more tokens
  /// @param model alias of the model
  /// @param stepId the model turn
  /// @param seq number within the step, from 1 without a gap, so that a client sees a loss
  /// @param restart whether the output of the step begins again, because the model call is retried;
  ///   everything of the step before is void
  record TokenStreamed(
      SubtaskId subtaskId,
      String token,
      String model,
      StepId stepId,
      long seq,
      TokenKind kind,
      boolean restart)
      implements Transient {}

  /// A tool call reported its progress.
  ///
  /// @param message one line, at most [#MESSAGE_CHARS_MAX] characters
  record ToolProgress(SubtaskId subtaskId, StepId stepId, String tool, String message)
      implements Transient {
    /// Maximum length of a message.
    public static final int MESSAGE_CHARS_MAX = 500;
  }
}
