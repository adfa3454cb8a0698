package dev.loom.orchestrator.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.contracts.task.Budget;
import dev.loom.contracts.task.SubtaskStatus;
import dev.loom.contracts.task.TaskStatus;
import dev.loom.contracts.task.Verdict;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/// Tasks at the end of their budget. Each turn of a model takes 15 tokens and half a dollar.
class BudgetGuardTest extends TaskCoreFixture {
  private static Budget tokens(long max) {
    return new Budget(max, 0, 0, 0);
  }

  private String question() {
    return state.budgetState().question().orElseThrow().questionId();
  }

  private List<String> raises(double newLimit) {
    return take(new Input.QuestionAnswered(question(), "raise", OptionalDouble.of(newLimit)));
  }

  @Test
  void aTurnThatWouldExceedTheBudgetIsHeldUntilTheUserDecides() {
    planWithin(tokens(20), "s1");
    says("s1.1.1", "", read("c1"));
    assertEquals(List.of("tool_call_completed s1", "budget_exhausted"), ran("s1.1.1.1", true));
    assertEquals(List.of(), effects());
    assertEquals(TaskStatus.WAITING_APPROVAL, state.status());
  }

  @Test
  void callsUnderWayAreReservedSoThatParallelSubtasksDoNotOverstepTogether() {
    // After one turn of 15, two more under way may take 30: 45 is too much, though 15 were used.
    planWithin(tokens(44), "s1", "s2");
    says("s1.1.1", "", read("c1"));
    assertEquals(List.of("tool_call_completed s1", "budget_exhausted"), ran("s1.1.1.1", true));
    assertEquals(List.of("ask s2.1.1"), effects());
    assertEquals(TaskStatus.EXECUTING, state.status());
    says("s2.1.1", "", read("c1"));
    assertEquals(List.of(), effects());
    assertEquals(TaskStatus.WAITING_APPROVAL, state.status());
  }

  @Test
  void raisingItGoesOnWhereItStood() {
    planWithin(tokens(20), "s1");
    says("s1.1.1", "", read("c1"));
    ran("s1.1.1.1", true);
    assertEquals(List.of("budget_answered"), raises(100));
    assertEquals(List.of("ask s1.1.2"), effects());
    says("s1.1.2", "done");
    assertTrue(verdict("s1.1.2", Verdict.Outcome.VERIFIED, 1).contains("task_completed"));
  }

  @Test
  void raisingItWithoutANumberAddsTheFirstLimitAgain() {
    planWithin(tokens(20), "s1");
    says("s1.1.1", "", read("c1"));
    ran("s1.1.1.1", true);
    answers(question(), "raise");
    assertEquals(40, state.budgetState().budget().maxTokens());
  }

  @Test
  void aNewLimitBelowWhatIsUsedIsRefusedAndNothingChanges() {
    planWithin(tokens(20), "s1");
    says("s1.1.1", "", read("c1"));
    ran("s1.1.1.1", true);
    assertEquals(List.of(), raises(15));
    assertTrue(error.contains("more than what is used already"), error);
    assertTrue(state.isAwaitingBudgetDecision());
  }

  @Test
  void anAnswerThatIsNoneOfTheOptionsIsRefused() {
    planWithin(tokens(20), "s1");
    says("s1.1.1", "", read("c1"));
    ran("s1.1.1.1", true);
    assertEquals(List.of(), answers(question(), "more please"));
    assertEquals("'more please' is no answer here: say raise, finish or stop.", error);
  }

  @Test
  void finishVerifiesRunningWorkAndStartsNothing() {
    planWithin(tokens(44), "s1", "s2", "s3");
    says("s1.1.1", "", read("c1"));
    ran("s1.1.1.1", true);
    var events = answers(question(), "finish");
    assertEquals(List.of("budget_answered", "subtask_failed s1", "subtask_skipped s3"), events);
    says("s2.1.1", "done");
    assertEquals(List.of("verify s2.1.1"), effects());
    assertTrue(verdict("s2.1.1", Verdict.Outcome.VERIFIED, 1).contains("task_failed"));
    assertEquals(SubtaskStatus.COMPLETED, status("s2"));
    assertEquals("s2: done", state.outcome().orElseThrow().summary());
  }

  @Test
  void stoppingEndsItAtOnce() {
    planWithin(tokens(20), "s1");
    says("s1.1.1", "", read("c1"));
    ran("s1.1.1.1", true);
    assertEquals(List.of("budget_answered", "task_cancelled"), answers(question(), "stop"));
    assertTrue(state.error().contains("max_tokens"), state.error());
  }

  @Test
  void anExpiredBudgetQuestionFinishesRunningWork() {
    planWithin(tokens(20), "s1");
    says("s1.1.1", "", read("c1"));
    ran("s1.1.1.1", true);
    var timer = timer(Effect.StartTimer.Kind.BUDGET_EXPIRY);
    assertEquals(now.plusSeconds(LIMITS.questionTimeoutSeconds()), timer.dueAt());
    now = timer.dueAt();
    assertEquals(
        List.of("budget_answered", "subtask_failed s1", "task_failed"),
        take(new Input.TimerFired(timer)));
  }

  @Test
  void moneyIsCountedToo() {
    planWithin(new Budget(0, 0.75, 0, 0), "s1");
    says("s1.1.1", "", read("c1"));
    assertEquals(List.of("tool_call_completed s1", "budget_exhausted"), ran("s1.1.1.1", true));
  }

  @Test
  void aToolCallBeyondTheBudgetWaitsForTheAnswer() {
    planWithin(new Budget(0, 0, 0, 1), "s1");
    says("s1.1.1", "", write("c1"), write("c2"));
    assertEquals(List.of("tool_call_completed s1", "budget_exhausted"), wrote("s1.1.1.1", "a"));
    assertEquals(TaskStatus.WAITING_APPROVAL, state.status());
    assertEquals(List.of("budget_answered", "tool_call_started s1"), answers(question(), "raise"));
    assertEquals(List.of("run s1.1.1.2"), effects());
  }

  @Test
  void onlyWorkingTimeCountsAgainstTheTimeLimit() {
    planWithin(new Budget(0, 0, 100, 0), "s1");
    now = now.plusSeconds(60);
    says("s1.1.1", "", shell("c1", "rm -rf build"));
    now = now.plusSeconds(50);
    says("s1", true, "");
    var timer = timer(Effect.StartTimer.Kind.BUDGET_TIME);
    assertEquals(now.plusSeconds(40), timer.dueAt());
    now = timer.dueAt();
    assertEquals(List.of("budget_exhausted"), take(new Input.TimerFired(timer)));
    assertEquals(List.of("run s1.1.1.1"), effects());
    wrote("s1.1.1.1", "a");
    assertEquals(List.of(), effects());
  }

  @Test
  void theTimeThatNoEngineWasThereDoesNotCountAsWork() {
    planWithin(new Budget(0, 0, 100, 0), "s1");
    now = now.plusSeconds(1_000);
    take(new Input.Recovered());
    assertEquals(now.plusSeconds(100), timer(Effect.StartTimer.Kind.BUDGET_TIME).dueAt());
  }

  @Test
  void aTaskThatIsDoneIsCompletedHoweverMuchItTook() {
    planWithin(tokens(15), "s1");
    says("s1.1.1", "done");
    assertTrue(verdict("s1.1.1", Verdict.Outcome.VERIFIED, 1).contains("task_completed"));
  }
}
