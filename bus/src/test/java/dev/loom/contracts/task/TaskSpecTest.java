package dev.loom.contracts.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.loom.contracts.event.Samples;
import org.junit.jupiter.api.Test;

class TaskSpecTest {
  @Test
  void changingTheWorkspaceOrTheBudgetKeepsAllOtherValues() {
    var changed = Samples.SPEC.withWorkspace("/other").withBudget(Budget.NONE);
    assertEquals("/other", changed.workspace());
    assertEquals(Budget.NONE, changed.budget());
    assertEquals(
        Samples.SPEC,
        changed.withWorkspace(Samples.SPEC.workspace()).withBudget(Samples.SPEC.budget()));
  }

  @Test
  void blankGoalAndOverlongGoalAreRejected() {
    var longest = "g".repeat(TaskSpec.GOAL_CHARS_MAX);
    assertEquals(longest, TaskSpec.create(longest, "/w").goal());
    assertThrows(IllegalArgumentException.class, () -> TaskSpec.create(longest + "g", "/w"));
    assertThrows(IllegalArgumentException.class, () -> TaskSpec.create(" \n", "/w"));
  }

  @Test
  void newSpecificationIsUnlimitedAndRunsAutomatically() {
    var spec = TaskSpec.create("goal", "/w");
    assertEquals(ApprovalMode.AUTO, spec.approvalMode());
    assertEquals(Budget.NONE, spec.budget());
    assertEquals(Priority.NORMAL, spec.priority());
    assertFalse(spec.planOnly());
  }
}
