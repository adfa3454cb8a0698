package dev.loom.orchestrator.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.loom.contracts.task.TaskStatus;
import dev.loom.contracts.task.Verdict;
import org.junit.jupiter.api.Test;

class TaskCompletionTest extends TaskCoreFixture {
  private void completeWith(String subtask, String answer) {
    modelTurn(subtask + ".1.1", answer);
    verdict(subtask + ".1.1", Verdict.Outcome.VERIFIED, 1);
  }

  private String summary() {
    return state.outcome().orElseThrow().summary();
  }

  @Test
  void theOnlySubtasksAnswerIsTheSummary() {
    plan("s1");
    completeWith("s1", "it is done");
    assertEquals("it is done", summary());
  }

  @Test
  void otherwiseEverySubtaskHasALine() {
    plan("s1", "s2");
    completeWith("s1", "one");
    completeWith("s2", "two");
    assertEquals("s1: one\ns2: two", summary());
  }

  @Test
  void answersOfSeveralLinesAreApart() {
    plan("s1", "s2");
    completeWith("s1", "one\n\n- a");
    completeWith("s2", "two");
    assertEquals("s1: one\n\n- a\n\ns2: two", summary());
  }

  @Test
  void theAnswerOfASynthesisIsTheSummary() {
    plan("s1", "all+");
    completeWith("s1", "one");
    completeWith("all", "everything");
    assertEquals("everything", summary());
  }

  @Test
  void aFailedTaskNamesItsFailedSubtasksAndSummarizesTheCompletedOnes() {
    plan("s1", "s2");
    completeWith("s1", "one");
    modelTurn("s2.1.1", "BLOCKED: no disk");
    assertEquals(TaskStatus.FAILED, state.status());
    assertEquals("s2: no disk", state.error());
    assertEquals("s1: one", summary());
  }
}
