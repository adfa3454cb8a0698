package dev.loom.orchestrator.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.contracts.event.SequencedEvent;
import dev.loom.contracts.event.TaskEvent;
import dev.loom.contracts.id.SubtaskId;
import dev.loom.contracts.task.ModelUsage;
import dev.loom.contracts.task.Plan;
import dev.loom.contracts.task.Subtask;
import dev.loom.contracts.task.SubtaskStatus;
import dev.loom.contracts.task.TaskSpec;
import dev.loom.contracts.task.TaskStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TaskReducerTest {
  private static final Instant START = Instant.parse("2026-11-22T10:00:00Z");
  private static final TaskEvent.Recorded SUBMITTED =
      new TaskEvent.TaskSubmitted(TaskSpec.create("goal", "/w"));

  private TaskState state = TaskState.NONE;

  private void reduce(int second, TaskEvent.Recorded event) {
    state = TaskReducer.reduce(state, event, START.plusSeconds(second));
  }

  private static TaskEvent.Recorded plan(int version, String... ids) {
    var subtasks =
        List.of(ids).stream().map(id -> Subtask.create(new SubtaskId(id), "d", List.of())).toList();
    return TaskEvent.TaskPlanReady.of(new Plan(version, subtasks), false, "m", ModelUsage.NONE);
  }

  private void startPlan() {
    reduce(0, SUBMITTED);
    reduce(1, new TaskEvent.TaskPlanning("goal", 1));
    reduce(2, plan(1, "s1", "s2"));
    reduce(2, new TaskEvent.TaskExecuting());
    reduce(2, new TaskEvent.SubtaskStarted(new SubtaskId("s1"), 1, 1));
  }

  @Test
  void aJournalWithAGapIsRejected() {
    var journal =
        List.of(
            new SequencedEvent(1, START, SUBMITTED),
            new SequencedEvent(3, START, new TaskEvent.TaskPlanning("goal", 1)));
    var failure = assertThrows(IllegalStateException.class, () -> TaskReducer.replay(journal));
    assertTrue(failure.getMessage().contains("the journal has a gap"), failure.getMessage());
  }

  @Test
  void anEventOfAnUnknownSubtaskIsRejected() {
    reduce(0, SUBMITTED);
    assertThrows(
        IllegalStateException.class,
        () -> reduce(1, new TaskEvent.SubtaskStarted(new SubtaskId("s9"), 1, 1)));
  }

  @Test
  void theTimeBetweenTheLastEventAndARecoveryIsNotWorkingTime() {
    startPlan();
    reduce(1_000, new TaskEvent.TaskRecovered(List.of(), 0));
    reduce(1_003, new TaskEvent.TaskPaused(""));
    assertEquals(Duration.ofSeconds(4), state.budgetState().workedTime());
  }

  @Test
  void aResumedTaskContinuesTheAttemptWithAFullTimeLimit() {
    startPlan();
    reduce(3, new TaskEvent.TaskPaused(""));
    reduce(500, new TaskEvent.TaskResumed());
    assertEquals(TaskStatus.EXECUTING, state.status());
    assertEquals(
        START.plusSeconds(500),
        state.subtask(new SubtaskId("s1")).orElseThrow().attempt().activeSince());
  }

  @Test
  void aReplacedSubtaskContinuesItsAttemptNumbers() {
    startPlan();
    reduce(3, new TaskEvent.SubtaskFailed(new SubtaskId("s1"), 1, 0, "no disk", "blocked"));
    reduce(4, plan(2, "s1"));
    reduce(5, new TaskEvent.SubtaskStarted(new SubtaskId("s1"), 2, 1));
    assertEquals(0, state.subtask(new SubtaskId("s1")).orElseThrow().retries());
    assertEquals(
        List.of("s1", "s2"),
        state.planState().replaced().stream().map(s -> s.id().value()).toList());
  }

  @Test
  void cancellingSkipsUnfinishedSubtasks() {
    startPlan();
    reduce(3, new TaskEvent.TaskCancelled(0, 2, "enough", state.changes(), ModelUsage.NONE, 3));
    assertEquals(2, state.count(SubtaskStatus.SKIPPED));
    assertEquals(Optional.of("Cancelled: enough"), state.outcome().map(TaskState.Outcome::error));
  }
}
