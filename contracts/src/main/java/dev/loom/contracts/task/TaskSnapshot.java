package dev.loom.contracts.task;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.loom.contracts.RecordChecks;
import dev.loom.contracts.id.SubtaskId;
import dev.loom.contracts.id.TaskId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Current state of a task: the projection stored together with its events.
///
/// @param lastSeq sequence number of the last reflected event
/// @param planVersion 0 while there is no plan
/// @param result what the task has achieved and used so far
/// @param budget current limits, including raises
/// @param interaction what the task waits for, and what users have said
public record TaskSnapshot(
    TaskId taskId,
    TaskStatus status,
    TaskSpec spec,
    @JsonUnwrapped Times times,
    long lastSeq,
    int planVersion,
    List<SubtaskSnapshot> subtasks,
    @JsonUnwrapped Result result,
    Budget budget,
    @JsonUnwrapped Interaction interaction) {
  public TaskSnapshot {
    RecordChecks.requireNonNull(
        TaskSnapshot.class, taskId, status, spec, times, subtasks, result, budget, interaction);
    subtasks = List.copyOf(subtasks);
  }

  /// Times of a task.
  ///
  /// @param completedAt time of its end, whatever the end; empty before
  public record Times(Instant createdAt, Instant updatedAt, Optional<Instant> completedAt) {
    public Times {
      RecordChecks.requireNonNull(Times.class, createdAt, updatedAt, completedAt);
    }
  }

  /// What a task has achieved and used.
  ///
  /// @param errors errors so far, oldest first
  /// @param summary result of the task; empty before its end
  public record Result(
      List<String> errors, String summary, WorkspaceChanges workspaceChanges, ModelUsage usage) {
    /// The result of a task that has done nothing yet.
    public static final Result NONE =
        new Result(List.of(), "", WorkspaceChanges.NONE, ModelUsage.NONE);

    public Result {
      RecordChecks.requireNonNull(Result.class, errors, summary, workspaceChanges, usage);
      errors = List.copyOf(errors);
    }
  }

  /// An outage that model requests of a task wait for.
  ///
  /// @param since when the task noticed it
  /// @param subtaskId subtask whose turn waits; empty for the planner and verifiers
  /// @param model alias of the model
  /// @param reason problem of the model, which names its address
  /// @param attempt number of the latest failed attempt, from 1
  /// @param retryAt time of the next attempt
  public record ModelOutage(
      Instant since,
      Optional<SubtaskId> subtaskId,
      String model,
      String reason,
      int attempt,
      Instant retryAt) {
    public ModelOutage {
      RecordChecks.requireNonNull(ModelOutage.class, since, subtaskId, model, reason, retryAt);
    }
  }

  /// What the task waits for, and what users have said.
  ///
  /// @param waitingFor decisions required to continue
  /// @param waitingForModel present until a model answers again
  /// @param retryOf ended task that a user retried with this one
  /// @param instructions instructions received while running, oldest first
  /// @param feedback ratings received after the end, oldest first
  public record Interaction(
      List<PendingDecision> waitingFor,
      Optional<ModelOutage> waitingForModel,
      Optional<TaskId> retryOf,
      List<String> instructions,
      List<Feedback> feedback) {
    /// The task waits for nothing and no user has said anything.
    public static final Interaction NONE =
        new Interaction(List.of(), Optional.empty(), Optional.empty(), List.of(), List.of());

    public Interaction {
      waitingFor = List.copyOf(waitingFor);
      waitingForModel = waitingForModel == null ? Optional.empty() : waitingForModel;
      retryOf = retryOf == null ? Optional.empty() : retryOf;
      instructions = List.copyOf(instructions);
      feedback = List.copyOf(feedback);
    }
  }

  /// Returns the result in words; empty before the end of the task.
  public String summary() {
    return result.summary();
  }

  /// Returns the status for users: a task that waits for a user's decision is waiting, also while
  /// other subtasks still run.
  public TaskStatus visibleStatus() {
    return status == TaskStatus.EXECUTING && !interaction.waitingFor().isEmpty()
        ? TaskStatus.WAITING_APPROVAL
        : status;
  }

  /// Returns whether the current plan has a subtask.
  public boolean has(SubtaskId subtask) {
    return subtasks.stream().anyMatch(each -> each.id().equals(subtask));
  }

  /// Counts the subtasks with a status.
  public int count(SubtaskStatus subtaskStatus) {
    return (int) subtasks.stream().filter(subtask -> subtask.status() == subtaskStatus).count();
  }
}
