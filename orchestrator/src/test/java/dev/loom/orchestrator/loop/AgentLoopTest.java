package dev.loom.orchestrator.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.api.model.Message;
import dev.loom.api.model.ModelResponse;
import dev.loom.api.model.ToolCall;
import dev.loom.api.tool.ToolResult;
import dev.loom.contracts.event.TaskEvent;
import dev.loom.contracts.id.StepId;
import dev.loom.contracts.id.SubtaskId;
import dev.loom.contracts.task.ModelUsage;
import dev.loom.orchestrator.DeclaredEffects;
import dev.loom.orchestrator.core.TaskCoreFixture;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Runs the loop for an owner that has no task, plan or verification.
class AgentLoopTest {
  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

  private final AgentLoop loop = new AgentLoop(TaskCoreFixture.LIMITS, TaskCoreFixture.TOOLS);

  /// Holds one attempt and reduces what the loop records.
  private static final class Owner implements LoopDecision {
    final List<String> events = new ArrayList<>();
    Attempt attempt;
    boolean mayStartWork = true;

    Owner(Conversation conversation) {
      attempt = Attempt.started(1, 1, NOW, conversation);
    }

    @Override
    public SubtaskId subtaskId() {
      return new SubtaskId("s1");
    }

    @Override
    public Attempt attempt() {
      return attempt;
    }

    @Override
    public Instant now() {
      return NOW;
    }

    @Override
    public void record(TaskEvent.Recorded event) {
      events.add(event.type().wireName());
      attempt =
          switch (event) {
            case TaskEvent.ModelTurnCompleted e -> AttemptReducer.reduce(attempt, e, !mayStartWork);
            case TaskEvent.ToolCallStarted e -> AttemptReducer.reduce(attempt, e);
            case TaskEvent.ToolCallCompleted e -> AttemptReducer.reduce(attempt, e, !mayStartWork);
            case TaskEvent.ApprovalRequested e -> AttemptReducer.reduce(attempt, e);
            case TaskEvent.ApprovalReceived e -> AttemptReducer.reduce(attempt, e);
            case TaskEvent.QuestionAsked e -> AttemptReducer.reduce(attempt, e);
            default -> attempt;
          };
    }

    @Override
    public void fail(FailureCategory category, String reason) {
      events.add(category.wireName());
      attempt = attempt.ended();
    }

    @Override
    public boolean mayStartWork() {
      return mayStartWork && attempt.phase() instanceof Phase.RunningTools;
    }

    @Override
    public boolean allowsToolCall() {
      return true;
    }
  }

  private void turn(Owner owner, String text, ToolCall... calls) {
    loop.onModelTurn(
        owner,
        Turns.of(
            text,
            List.of(calls),
            ModelResponse.StopReason.DONE,
            "m",
            ModelUsage.NONE,
            DeclaredEffects.of(List.of(calls))));
    loop.advance(owner);
  }

  private void finished(Owner owner, String step) {
    AgentLoop.onToolFinished(owner, new StepId(step), ToolResult.ok("out of " + step), 0.1);
    loop.advance(owner);
  }

  private static List<String> texts(Owner owner) {
    return owner.attempt.conversation().messages().stream().map(Message::text).toList();
  }

  @Test
  void aTurnWithCallsRunsThemAndTheResultsLeadToTheNextTurn() {
    var owner = new Owner(Conversation.EMPTY);
    turn(owner, "I read.", TaskCoreFixture.read("a"), TaskCoreFixture.read("b"));
    assertEquals(List.of(new StepId("s1.1.1.1"), new StepId("s1.1.1.2")), running(owner));
    finished(owner, "s1.1.1.2");
    finished(owner, "s1.1.1.1");
    assertEquals(new Phase.AwaitingModel(2), owner.attempt.phase());
    assertEquals(List.of("I read.", "out of s1.1.1.1", "out of s1.1.1.2"), texts(owner));
    turn(owner, "Done.");
    assertEquals(new Phase.Answered(2), owner.attempt.phase());
    assertEquals("Done.", owner.attempt.progress().answer());
  }

  private static List<StepId> running(Owner owner) {
    return owner.attempt.runningCalls();
  }

  @Test
  void anAttemptContinuesTheConversationOfAnEarlierOne() {
    var first = new Owner(Conversation.EMPTY);
    turn(first, "Blue.");
    var second = new Owner(first.attempt.conversation().plusInstruction("And the sea?"));
    turn(second, "Let me think.");
    assertEquals(new Phase.AwaitingModel(2), second.attempt.phase());
    turn(second, "Blue too.");
    assertEquals(
        List.of(
            "Blue.", "Let me think.", "New instruction from the user: And the sea?", "Blue too."),
        texts(second));
    assertEquals(List.of(), second.attempt.calls());
  }

  @Test
  void aDangerousCallWaitsForTheApprovalOfItsOwnersUser() {
    var owner = new Owner(Conversation.EMPTY);
    turn(owner, "", TaskCoreFixture.shell("c1", "rm -rf build"));
    assertTrue(owner.attempt.callWith(ToolCallState.Status.AWAITING_APPROVAL).isPresent());
    AgentLoop.onApproval(owner, true, "", false);
    loop.advance(owner);
    assertEquals(
        List.of(
            "model_turn_completed", "approval_requested", "approval_received", "tool_call_started"),
        owner.events);
  }

  @Test
  void aCallInDoubtIsNotRunAgainUnlessItsToolAllowsIt() {
    var owner = new Owner(Conversation.EMPTY);
    turn(owner, "", TaskCoreFixture.shell("c1", "make deploy"));
    owner.attempt = owner.attempt.inDoubt(running(owner));
    loop.advance(owner);
    assertEquals(new Phase.AwaitingModel(2), owner.attempt.phase());
    assertTrue(texts(owner).getLast().contains("may have taken effect"));
  }

  @Test
  void aTurnIsHeldWhileNothingNewMayStartAndThenReleased() {
    var owner = new Owner(Conversation.EMPTY);
    turn(owner, "", TaskCoreFixture.read("a"));
    owner.mayStartWork = false;
    finished(owner, "s1.1.1.1");
    assertInstanceOf(Phase.AwaitingBudget.class, owner.attempt.phase());
    assertEquals(new Phase.AwaitingModel(2), owner.attempt.released().phase());
  }

  @Test
  void aResultThatNoCallWaitsForIsIgnored() {
    var owner = new Owner(Conversation.EMPTY);
    turn(owner, "", new ToolCall("c1", "ask_user", Map.of("question", "Which?")));
    finished(owner, "s1.1.1.1");
    assertEquals(List.of("model_turn_completed", "question_asked"), owner.events);
    AgentLoop.onAnswer(owner, "this", false);
    assertEquals("this", texts(owner).getLast());
  }
}
