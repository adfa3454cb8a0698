package dev.loom.orchestrator.prompt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.loom.api.model.Assignment;
import dev.loom.contracts.id.SubtaskId;
import dev.loom.contracts.tool.ReadWorkspaceFile;
import dev.loom.orchestrator.core.TaskStates;
import java.util.List;
import org.junit.jupiter.api.Test;

class AssignmentsTest {
  private static final SubtaskId S1 = new SubtaskId("s1");

  @Test
  void aFirstPlanHasGoalAndInstructionsOnly() {
    var state = TaskStates.steered(TaskStates.submitted("Build it"), "use plain HTML");
    assertEquals(
        new Assignment.Plan("Build it", List.of("use plain HTML"), List.of()),
        Assignments.plan(state));
  }

  @Test
  void aNewPlanGetsTheSubtasksOfThePlanThatFailed() {
    var state = TaskStates.answered("", "BLOCKED: there is no template");
    var plan = assertInstanceOf(Assignment.Plan.class, Assignments.plan(state));
    assertEquals(List.of("s1"), plan.previous().stream().map(Assignment.Result::id).toList());
    assertEquals(List.of(false), plan.previous().stream().map(r -> r.completed()).toList());
  }

  @Test
  void anExecutionHasTheGoalAndTheSubtask() {
    var state = TaskStates.reading("goal", "text");
    var subtask = state.subtask(S1).orElseThrow();
    var execute = assertInstanceOf(Assignment.Execute.class, Assignments.execute(state, subtask));
    assertEquals("goal", execute.goal());
    assertEquals(subtask.definition().description(), execute.description());
    assertEquals(state.spec().orElseThrow().workspace(), execute.workspace());
  }

  @Test
  void aVerificationHasEveryCallAndFile() {
    var state = TaskStates.reading("goal", "one", "two");
    var verify =
        assertInstanceOf(
            Assignment.Verify.class,
            Assignments.verify(
                state.subtask(S1).orElseThrow(),
                List.of(new ReadWorkspaceFile.Content("b.md", false, 0, ""))));
    assertEquals(2, verify.calls().size());
    assertEquals(new Assignment.ToolRun("read_file", true), verify.calls().getFirst());
    assertEquals(List.of(new Assignment.FileContent("b.md", false, 0, "")), verify.files());
  }
}
