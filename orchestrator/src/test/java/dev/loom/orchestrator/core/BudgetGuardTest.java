package dev.loom.orchestrator.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.contracts.task.Budget;
import dev.loom.contracts.task.SubtaskStatus;
import dev.loom.contracts.task.TaskCommand;
import dev.loom.contracts.task.TaskStatus;
import dev.loom.contracts.task.Verdict;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/// Tests tasks whose budget is exhausted. Each model turn costs 15 tokens and half a dollar.
class BudgetGuardTest extends TaskCoreFixture {
  private static Budget tokens(long max) {
    return new Budget(max, 0, 0, 0);
  }

  private String question() {
    return state.budgetState().question().orElseThrow().questionId();
  }

  private List<String> raises(double newLimit) {
    return apply(new TaskCommand.Answer(question(), "raise", OptionalDouble.of(newLimit)));
  }

  @Test
  void aTurnThatWouldExceedTheBudgetIsHeldUntilTheUserDecides() {
    planWithin(tokens(20), "s1");
    modelTurn("s1.1.1", "", read("c1"));
    assertEquals(
        List.of("tool_call_completed s1", "budget_exhausted"), toolFinished("s1.1.1.1", true));
    assertEquals(List.of(), effects());
    assertEquals(TaskStatus.WAITING_APPROVAL, state.status());
  }

  @Test
  void runningCallsAreReservedSoThatParallelSubtasksStayWithinTheBudget() {
    // After one turn of 15 tokens, two running turns may cost 30: 45 exceeds the limit, although
    // only 15 are used.
    planWithin(tokens(44), "s1", "s2");
    modelTurn("s1.1.1", "", read("c1"));
    assertEquals(
        List.of("tool_call_completed s1", "budget_exhausted"), toolFinished("s1.1.1.1", true));
    assertEquals(List.of("model s2.1.1"), effects());
    assertEquals(TaskStatus.EXECUTING, state.status());
    modelTurn("s2.1.1", "", read("c1"));
    assertEquals(List.of(), effects());
    assertEquals(TaskStatus.WAITING_APPROVAL, state.status());
  }

  @Test
  void raisingTheBudgetContinuesTheTask() {
    planWithin(tokens(20), "s1");
    modelTurn("s1.1.1", "", read("c1"));
    toolFinished("s1.1.1.1", true);
    assertEquals(List.of("budget_answered"), raises(100));
    assertEquals(List.of("model s1.1.2"), effects());
    modelTurn("s1.1.2", "done");
    assertTrue(verdict("s1.1.2", Verdict.Outcome.VERIFIED, 1).contains("task_completed"));
  }

  @Test
  void raisingWithoutANumberAddsTheInitialLimit() {
    planWithin(tokens(20), "s1");
    modelTurn("s1.1.1", "", read("c1"));
    toolFinished("s1.1.1.1", true);
    answerQuestion(question(), "raise");
    assertEquals(40, state.budgetState().budget().maxTokens());
  }

  @Test
  void aNewLimitBelowTheUsedAmountIsRejected() {
    planWithin(tokens(20), "s1");
    modelTurn("s1.1.1", "", read("c1"));
    toolFinished("s1.1.1.1", true);
    assertEquals(List.of(), raises(15));
    assertTrue(error.contains("greater than the used amount"), error);
    assertTrue(state.isAwaitingBudgetDecision());
  }

  @Test
  void anUnknownAnswerIsRejected() {
    planWithin(tokens(20), "s1");
    modelTurn("s1.1.1", "", read("c1"));
    toolFinished("s1.1.1.1", true);
    assertEquals(List.of(), answerQuestion(question(), "more please"));
    assertEquals("'more please' is not a valid answer. Answer raise, finish or stop.", error);
  }

  @Test
  void aNewLimitIsOnlyAcceptedWithRaise() {
    planWithin(new Budget(20, 0, 0, 0), "s1");
    modelTurn("s1.1.1", "", read("c1"));
    toolFinished("s1.1.1.1", true);
    for (var answer : List.of("finish", "stop")) {
      var command = new TaskCommand.Answer(question(), answer, OptionalDouble.of(100));
      assertEquals(List.of(), apply(command));
      assertEquals(
          "A new limit is only accepted with raise. Answer '" + answer + "' without new_limit.",
          error);
    }
  }

  @Test
  void finishVerifiesRunningWorkAndStartsNothing() {
    planWithin(tokens(44), "s1", "s2", "s3");
    modelTurn("s1.1.1", "", read("c1"));
    toolFinished("s1.1.1.1", true);
    var events = answerQuestion(question(), "finish");
    assertEquals(List.of("budget_answered", "subtask_failed s1", "subtask_skipped s3"), events);
    modelTurn("s2.1.1", "done");
    assertEquals(List.of("verify s2.1.1"), effects());
    assertTrue(verdict("s2.1.1", Verdict.Outcome.VERIFIED, 1).contains("task_failed"));
    assertEquals(SubtaskStatus.COMPLETED, status("s2"));
    assertEquals("s2: done", state.outcome().orElseThrow().summary());
  }

  @Test
  void stopCancelsTheTask() {
    planWithin(tokens(20), "s1");
    modelTurn("s1.1.1", "", read("c1"));
    toolFinished("s1.1.1.1", true);
    assertEquals(List.of("budget_answered", "task_cancelled"), answerQuestion(question(), "stop"));
    assertTrue(state.error().contains("max_tokens"), state.error());
  }

  @Test
  void anExpiredBudgetQuestionFinishesRunningWork() {
    planWithin(tokens(20), "s1");
    modelTurn("s1.1.1", "", read("c1"));
    toolFinished("s1.1.1.1", true);
    var timer = timer(Effect.StartTimer.Kind.DECISION_EXPIRY);
    assertEquals(now.plusSeconds(LIMITS.review().questionTimeoutSeconds()), timer.dueAt());
    now = timer.dueAt();
    assertEquals(
        List.of("budget_answered", "subtask_failed s1", "task_failed"),
        apply(new Input.TimerFired(timer)));
  }

  @Test
  void theCostLimitIsEnforced() {
    planWithin(new Budget(0, 0.75, 0, 0), "s1");
    modelTurn("s1.1.1", "", read("c1"));
    assertEquals(
        List.of("tool_call_completed s1", "budget_exhausted"), toolFinished("s1.1.1.1", true));
  }

  @Test
  void aToolCallBeyondTheBudgetWaitsForTheUsersDecision() {
    planWithin(new Budget(0, 0, 0, 1), "s1");
    modelTurn("s1.1.1", "", write("c1"), write("c2"));
    assertEquals(
        List.of("tool_call_completed s1", "budget_exhausted"), fileWritten("s1.1.1.1", "a"));
    assertEquals(TaskStatus.WAITING_APPROVAL, state.status());
    assertEquals(
        List.of("budget_answered", "tool_call_started s1"), answerQuestion(question(), "raise"));
    assertEquals(List.of("run s1.1.1.2"), effects());
  }

  @Test
  void onlyWorkingTimeCountsAgainstTheTimeLimit() {
    planWithin(new Budget(0, 0, 100, 0), "s1");
    now = now.plusSeconds(60);
    modelTurn("s1.1.1", "", shell("c1", "rm -rf build"));
    now = now.plusSeconds(50);
    answerApproval("s1", true, "");
    var timer = timer(Effect.StartTimer.Kind.TASK_TIME_LIMIT);
    assertEquals(now.plusSeconds(40), timer.dueAt());
    now = timer.dueAt();
    assertEquals(List.of("budget_exhausted"), apply(new Input.TimerFired(timer)));
    assertEquals(List.of("run s1.1.1.1"), effects());
    fileWritten("s1.1.1.1", "a");
    assertEquals(List.of(), effects());
  }

  @Test
  void timeWithoutAnEngineIsNotWorkingTime() {
    planWithin(new Budget(0, 0, 100, 0), "s1");
    now = now.plusSeconds(1_000);
    apply(new Input.Recovered(false));
    assertEquals(now.plusSeconds(100), timer(Effect.StartTimer.Kind.TASK_TIME_LIMIT).dueAt());
  }

  @Test
  void aFinishedTaskIsCompletedEvenIfItExceededItsBudget() {
    planWithin(tokens(15), "s1");
    modelTurn("s1.1.1", "done");
    assertTrue(verdict("s1.1.1", Verdict.Outcome.VERIFIED, 1).contains("task_completed"));
  }
}
