package dev.loom.contracts.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.loom.contracts.id.SubtaskId;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PlanTest {
  private static Subtask subtask(String id, String... dependsOn) {
    return Subtask.create(
        new SubtaskId(id), "do " + id, Arrays.stream(dependsOn).map(SubtaskId::new).toList());
  }

  @Test
  void diamondOfDependenciesIsAValidPlan() {
    assertEquals(
        List.of(),
        Plan.problems(
            List.of(subtask("d", "b", "c"), subtask("b", "a"), subtask("c", "a"), subtask("a"))));
  }

  @Test
  void cycleIsReportedWithItsSubtasks() {
    assertEquals(
        List.of("these subtasks form a dependency cycle: [a, b, c]"),
        Plan.problems(
            List.of(subtask("a", "c"), subtask("b", "a"), subtask("c", "b"), subtask("d"))));
  }

  @Test
  void subtaskDependingOnItselfIsACycle() {
    assertEquals(
        List.of("these subtasks form a dependency cycle: [a]"),
        Plan.problems(List.of(subtask("a", "a"))));
  }

  @Test
  void unknownDependenciesAndDuplicateIdsAreAllReported() {
    assertEquals(
        List.of("two subtasks have the id 'a'", "'b' depends on 'x', which is not in the plan"),
        Plan.problems(List.of(subtask("a"), subtask("a"), subtask("b", "x"))));
  }

  @Test
  void emptyPlanAndOversizedPlanAreInvalid() {
    assertEquals(List.of("the plan has no subtasks"), Plan.problems(List.of()));
    var many = IntStream.rangeClosed(0, Plan.SUBTASKS_MAX).mapToObj(i -> subtask("s" + i));
    assertEquals(List.of("the plan has 201 subtasks, more than 200"), Plan.problems(many.toList()));
  }

  @Test
  void planRecordRejectsCycles() {
    var cycle = List.of(subtask("a", "b"), subtask("b", "a"));
    assertThrows(IllegalArgumentException.class, () -> new Plan(1, cycle));
  }
}
