package dev.loom.orchestrator.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.contracts.event.TaskEvent.BudgetExhausted;
import dev.loom.contracts.task.Budget;
import dev.loom.contracts.task.ModelUsage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BudgetStateTest {
  private static final Instant START = Instant.parse("2026-11-22T10:00:00Z");
  private static final BudgetExhausted QUESTION =
      new BudgetExhausted("budget-7", Budget.Limit.MAX_TOKENS, 20, 10, List.of(), List.of(), START);

  private final BudgetState state = BudgetState.initial(new Budget(10, 0, 0, 0));

  @Test
  void usageOfTurnsAndOtherCallsIsAddedAndOnlyTurnsAreCounted() {
    var used =
        state
            .plusTurn(new ModelUsage(1, 2, 0, 0.5))
            .plusUsage(new ModelUsage(3, 4, 0, 0.25))
            .plusToolCall();
    assertEquals(new ModelUsage(4, 6, 0, 0.75), used.usage());
    assertEquals(1, used.turns());
    assertEquals(1, used.toolCalls());
  }

  @Test
  void workingPeriodsAreSummed() {
    var worked =
        state
            .withWorking(true, START)
            .withWorking(false, START.plusSeconds(5))
            .withWorking(true, START.plusSeconds(100))
            .withWorking(false, START.plusSeconds(103));
    assertEquals(Duration.ofSeconds(8), worked.workedTime());
    assertEquals(Optional.empty(), worked.workingSince());
  }

  @Test
  void startingAWorkingPeriodTwiceKeepsItsStart() {
    var working = state.withWorking(true, START).withWorking(true, START.plusSeconds(9));
    assertEquals(Optional.of(START), working.workingSince());
  }

  @Test
  void raisingAndFinishingCloseTheQuestion() {
    var asked = state.withQuestion(QUESTION);
    var raised = asked.withRaisedBudget(new Budget(30, 0, 0, 0));
    assertEquals(Optional.of(QUESTION), asked.question());
    assertEquals(Optional.empty(), raised.question());
    assertEquals(30, raised.budget().maxTokens());
    assertFalse(raised.finishing());
    assertTrue(asked.withFinishing().finishing());
    assertEquals(Optional.empty(), asked.withFinishing().question());
  }
}
