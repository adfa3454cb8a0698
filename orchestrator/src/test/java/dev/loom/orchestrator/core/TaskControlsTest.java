package dev.loom.orchestrator.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.api.model.Message;
import dev.loom.api.tool.FileChange;
import dev.loom.contracts.id.SubtaskId;
import dev.loom.contracts.task.Feedback;
import dev.loom.contracts.task.TaskCommand;
import dev.loom.contracts.task.TaskSpec;
import dev.loom.contracts.task.TaskStatus;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/// Tests the user's commands to a task.
class TaskControlsTest extends TaskCoreFixture {
  private List<String> steer(String instruction) {
    return apply(new TaskCommand.Steer(instruction));
  }

  @Test
  void anInstructionReachesARunningSubtaskAfterItsToolResults() {
    plan("s1");
    modelTurn("s1.1.1", "", read("c1"));
    assertEquals(List.of("task_steered"), steer("use JWT"));
    toolFinished("s1.1.1.1", true);
    assertEquals("New instruction from the user: use JWT", lastMessage("s1"));
  }

  @Test
  void anAnswerGivenBeforeTheInstructionWasDeliveredIsNotFinal() {
    plan("s1");
    steer("use JWT");
    assertEquals(List.of("model_turn_completed s1"), modelTurn("s1.1.1", "done without it"));
    assertEquals(List.of("model s1.1.2"), effects());
    assertTrue(lastMessage("s1").contains("use JWT"));
    modelTurn("s1.1.2", "done with it");
    assertEquals(List.of("verify s1.1.2"), effects());
  }

  @Test
  void aBlockedAnswerGivenBeforeTheInstructionWasDeliveredDoesNotFailTheSubtask() {
    plan("s1");
    steer("the file is in docs");
    modelTurn("s1.1.1", "BLOCKED: I cannot find the file");
    assertEquals(List.of("model s1.1.2"), effects());
  }

  @Test
  void anInstructionIsDeliveredOnceAndStaysInTheTaskState() {
    plan("s1");
    modelTurn("s1.1.1", "", read("c1"));
    steer("use JWT");
    toolFinished("s1.1.1.1", true);
    modelTurn("s1.1.2", "", read("c2"));
    toolFinished("s1.1.2.1", true);
    long messages =
        subtask("s1").attempt().conversation().messages().stream()
            .filter(Message.User.class::isInstance)
            .count();
    assertEquals(1, messages);
    assertEquals(List.of("use JWT"), state.instructions());
  }

  @Test
  void moreThanAHundredInstructionsAreRejected() {
    plan("s1");
    for (int i = 0; i < 100; i++) {
      steer("number " + i);
    }
    assertEquals(List.of(), steer("one more"));
    assertTrue(error.contains("already has 100 instructions"), error);
  }

  @Test
  void aTaskThatGoesOnAfterAnUndoLearnsWhatWasUndone() {
    plan("s1");
    modelTurn("s1.1.1", "", write("c1"));
    apply(new TaskCommand.Pause(""));
    fileWritten("s1.1.1.1", "a");
    var restored = List.of(new FileChange("a", FileChange.Kind.DELETED));
    assertEquals(
        List.of("changes_undone", "task_steered"),
        apply(new TaskCommand.RecordUndo(List.of(1L), restored)));
    apply(new TaskCommand.Resume());
    modelTurn("s1.1.2", "done");
    assertTrue(lastMessage("s1").contains("undone the changes of these files"), lastMessage("s1"));
    apply(new TaskCommand.Cancel(""));
    assertEquals(
        List.of("changes_undone"), apply(new TaskCommand.RecordUndo(List.of(1L), restored)));
  }

  @Test
  void aPausedTaskCallsNoModelAndLetsARunningToolFinish() {
    plan("s1", "s2");
    modelTurn("s1.1.1", "", write("c1"));
    assertEquals(List.of("task_paused"), apply(new TaskCommand.Pause("lunch")));
    assertEquals(TaskStatus.PAUSED, state.status());
    assertEquals(List.of("run s1.1.1.1"), effects());
    assertEquals(List.of("tool_call_completed s1"), fileWritten("s1.1.1.1", "a"));
    assertEquals(List.of(), effects());
    assertEquals(List.of("task_resumed"), apply(new TaskCommand.Resume()));
    assertEquals(List.of("model s1.1.2", "model s2.1.1"), effects());
  }

  @Test
  void aTaskPausedWhilePlanningPlansAgainWhenResumed() {
    apply(new Input.Submitted(TaskSpec.create("goal", "/w")));
    apply(new Input.Admitted());
    apply(new TaskCommand.Pause(""));
    assertEquals(List.of(), effects());
    apply(new TaskCommand.Resume());
    assertEquals(List.of("plan 1.1"), effects());
  }

  @Test
  void aTaskPausedWhileQueuedStartsWhenResumed() {
    apply(new Input.Submitted(TaskSpec.create("goal", "/w")));
    apply(new TaskCommand.Pause(""));
    assertEquals(List.of(), apply(new Input.Admitted()));
    apply(new TaskCommand.Resume());
    assertEquals(TaskStatus.PENDING, state.status());
    assertEquals(List.of("task_planning"), apply(new Input.Admitted()));
  }

  @Test
  void aPauseSurvivesARestartAndDoesNotCountAgainstTheAttemptLimit() {
    plan("s1");
    apply(new TaskCommand.Pause(""));
    now = now.plusSeconds(10_000);
    apply(new Input.Recovered(false));
    assertEquals(TaskStatus.PAUSED, state.status());
    assertEquals(List.of(), effects());
    apply(new TaskCommand.Resume());
    assertEquals(
        now.plusSeconds(LIMITS.attempts().subtaskTimeoutSeconds()),
        timer(Effect.StartTimer.Kind.ATTEMPT_TIME_LIMIT).dueAt());
  }

  @Test
  void pausingTwiceAndResumingARunningTaskChangeNothing() {
    plan("s1");
    assertEquals(List.of(), apply(new TaskCommand.Resume()));
    apply(new TaskCommand.Pause(""));
    assertEquals(List.of(), apply(new TaskCommand.Pause("")));
  }

  @Test
  void aPausedTaskCanBeCancelled() {
    plan("s1");
    apply(new TaskCommand.Pause(""));
    assertEquals(List.of("task_cancelled"), apply(new TaskCommand.Cancel("enough")));
  }

  /// A command may be under way while the task ends; its sender must not read a success.
  @Test
  void aCommandThatComesAfterTheEndIsAConflict() {
    plan("s1");
    complete("s1");
    assertEquals(TaskStatus.COMPLETED, state.status());
    for (var command :
        List.of(
            new TaskCommand.Cancel("late"),
            new TaskCommand.Steer("late"),
            new TaskCommand.Pause(""),
            new TaskCommand.Resume(),
            new TaskCommand.Answer("q1", "yes", OptionalDouble.empty()),
            new TaskCommand.ResolveApproval(new SubtaskId("s1"), true, "", Optional.empty()))) {
      assertEquals(List.of(), apply(command));
      assertEquals("The task has ended: it has already completed.", error);
    }
  }

  @Test
  void aSecondCancellationIsAConflict() {
    plan("s1");
    apply(new TaskCommand.Cancel("enough"));
    assertEquals(List.of(), apply(new TaskCommand.Cancel("enough")));
    assertEquals("The task has ended: it was already cancelled.", error);
  }

  @Test
  void anApprovalOfASubtaskThatDoesNotWaitIsAConflict() {
    plan("s1");
    for (var approved : new boolean[] {true, false}) {
      var id = new SubtaskId("s1");
      assertEquals(
          List.of(), apply(new TaskCommand.ResolveApproval(id, approved, "", Optional.of("hash"))));
      assertTrue(error.contains("Subtask s1 does not wait for an approval"), error);
    }
  }

  @Test
  void feedbackIsAcceptedOnlyForFinishedTasksAndKeepsTheirStatus() {
    plan("s1");
    var feedback = new TaskCommand.GiveFeedback(new Feedback(Optional.of(4), "good"));
    assertEquals(List.of(), apply(feedback));
    assertTrue(error.contains("Feedback is accepted only for finished tasks"), error);
    complete("s1");
    assertEquals(List.of("task_feedback"), apply(feedback));
    assertEquals(TaskStatus.COMPLETED, state.status());
    assertEquals(1, state.userInput().feedback().size());
  }
}
