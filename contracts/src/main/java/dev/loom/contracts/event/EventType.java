package dev.loom.contracts.event;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Enumerates event types and their external names.
///
/// [TaskEvent#type] returns the type of an event, [#eventClass] the class of a type.
public enum EventType {
  TASK_SUBMITTED(TaskEvent.TaskSubmitted.class),
  TASK_PLANNING(TaskEvent.TaskPlanning.class),
  TASK_PLAN_REJECTED(TaskEvent.TaskPlanRejected.class),
  TASK_PLAN_READY(TaskEvent.TaskPlanReady.class),
  TASK_EXECUTING(TaskEvent.TaskExecuting.class),
  TASK_REPLANNING(TaskEvent.TaskReplanning.class),
  TASK_RECOVERED(TaskEvent.TaskRecovered.class),
  TASK_PAUSED(TaskEvent.TaskPaused.class),
  TASK_RESUMED(TaskEvent.TaskResumed.class),
  MODEL_WAITING(TaskEvent.ModelWaiting.class),
  TASK_STEERED(TaskEvent.TaskSteered.class),
  BUDGET_EXHAUSTED(TaskEvent.BudgetExhausted.class),
  BUDGET_ANSWERED(TaskEvent.BudgetAnswered.class),
  TASK_COMPLETED(TaskEvent.TaskCompleted.class),
  TASK_FAILED(TaskEvent.TaskFailed.class),
  TASK_CANCELLED(TaskEvent.TaskCancelled.class),
  TASK_FEEDBACK(TaskEvent.TaskFeedback.class),
  CHANGES_UNDONE(TaskEvent.ChangesUndone.class),
  SUBTASK_STARTED(TaskEvent.SubtaskStarted.class),
  MODEL_TURN_COMPLETED(TaskEvent.ModelTurnCompleted.class),
  TOOL_CALL_STARTED(TaskEvent.ToolCallStarted.class),
  TOOL_CALL_COMPLETED(TaskEvent.ToolCallCompleted.class),
  VERIFICATION_COMPLETED(TaskEvent.VerificationCompleted.class),
  SUBTASK_COMPLETED(TaskEvent.SubtaskCompleted.class),
  SUBTASK_FAILED(TaskEvent.SubtaskFailed.class),
  SUBTASK_RETRYING(TaskEvent.SubtaskRetrying.class),
  SUBTASK_SKIPPED(TaskEvent.SubtaskSkipped.class),
  APPROVAL_REQUESTED(TaskEvent.ApprovalRequested.class),
  APPROVAL_RECEIVED(TaskEvent.ApprovalReceived.class),
  QUESTION_ASKED(TaskEvent.QuestionAsked.class),
  QUESTION_ANSWERED(TaskEvent.QuestionAnswered.class),
  TOKEN_STREAMED(TaskEvent.TokenStreamed.class),
  TOOL_PROGRESS(TaskEvent.ToolProgress.class);

  private static final Map<String, EventType> BY_WIRE_NAME =
      Arrays.stream(values())
          .collect(Collectors.toUnmodifiableMap(EventType::wireName, Function.identity()));

  private static final Map<Class<?>, EventType> BY_CLASS =
      Arrays.stream(values())
          .collect(Collectors.toUnmodifiableMap(EventType::eventClass, Function.identity()));

  /// Format version of the types whose stored form has not changed since the first release.
  private static final int FIRST_VERSION = 2;

  private final Class<? extends TaskEvent> eventClass;
  private final int version;
  private final String wireName;

  EventType(Class<? extends TaskEvent> eventClass) {
    this(eventClass, FIRST_VERSION);
  }

  EventType(Class<? extends TaskEvent> eventClass, int version) {
    this.eventClass = eventClass;
    this.version = version;
    this.wireName = name().toLowerCase(Locale.ROOT);
  }

  /// Returns the type of an event.
  static EventType of(TaskEvent event) {
    return BY_CLASS.get(event.getClass());
  }

  /// Returns the name used in the API and the database, such as `task_planning`.
  @JsonValue
  public String wireName() {
    return wireName;
  }

  /// Returns the record class of this type.
  public Class<? extends TaskEvent> eventClass() {
    return eventClass;
  }

  /// Returns the format version stored with each event of this type.
  ///
  /// A field may be added under the same version, with a default in the record's constructor for
  /// older events. Any other change of the stored form needs the next version and an upcaster.
  public int version() {
    return version;
  }

  /// Reports whether the task ends with this event. Only feedback and undo events can follow.
  public boolean endsTask() {
    return this == TASK_COMPLETED || this == TASK_FAILED || this == TASK_CANCELLED;
  }

  /// Returns the type with an external name; empty if this version of Loom has none.
  public static Optional<EventType> find(String wireName) {
    return Optional.ofNullable(BY_WIRE_NAME.get(wireName));
  }

  /// Returns the type with an external name.
  ///
  /// @throws IllegalArgumentException if there is none; unknown types are rejected rather than
  ///   skipped, because reducing without them would yield a wrong state
  public static EventType ofWireName(String wireName) {
    return find(wireName)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "'" + wireName + "' is not an event type known to this version of Loom"));
  }
}
