package dev.loom.orchestrator.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.loom.contracts.id.SubtaskId;
import dev.loom.contracts.task.Plan;
import dev.loom.contracts.task.Subtask;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DependenciesTest {
  private static Subtask subtask(String id, boolean synthesis, String... dependsOn) {
    var ids = Stream.of(dependsOn).map(SubtaskId::new).toList();
    return new Subtask(new SubtaskId(id), "d", ids, 1, 1, false, synthesis, "", List.of());
  }

  private static String resolve(Subtask... subtasks) {
    return Dependencies.resolve(new Plan(1, List.of(subtasks))).toString();
  }

  @Test
  void declaredDependenciesAreKept() {
    assertEquals("{a=[], b=[a]}", resolve(subtask("a", false), subtask("b", false, "a")));
  }

  @Test
  void aSynthesisDependsOnAllOtherSubtasks() {
    assertEquals(
        "{all=[a, b], a=[], b=[a]}",
        resolve(subtask("all", true), subtask("a", false), subtask("b", false, "a")));
  }

  @Test
  void aSynthesisDoesNotDependOnItsOwnDependents() {
    assertEquals(
        "{all=[a], a=[], after=[all], last=[after]}",
        resolve(
            subtask("all", true),
            subtask("a", false),
            subtask("after", false, "all"),
            subtask("last", false, "after")));
  }

  @Test
  void twoSynthesesDoNotDependOnEachOther() {
    assertEquals(
        "{x=[a], y=[a], a=[]}",
        resolve(subtask("x", true), subtask("y", true), subtask("a", false)));
  }
}
