package dev.loom.orchestrator.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.api.model.Message;
import dev.loom.api.model.ModelResponse;
import dev.loom.api.model.ToolCall;
import dev.loom.contracts.config.ExecutionConfig;
import dev.loom.contracts.event.TaskEvent;
import dev.loom.contracts.id.StepId;
import dev.loom.contracts.id.SubtaskId;
import dev.loom.contracts.task.ApprovalMode;
import dev.loom.contracts.task.ModelUsage;
import dev.loom.contracts.task.RiskLevel;
import dev.loom.contracts.task.SubtaskStatus;
import dev.loom.contracts.task.TaskStatus;
import dev.loom.orchestrator.core.Input;
import dev.loom.orchestrator.core.TaskCoreFixture;
import dev.loom.orchestrator.core.TaskState;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Tests which tool calls start, wait for the user or return to the model.
class ToolCallGateTest extends TaskCoreFixture {
  @Test
  void readOnlyCallsRunInParallelAndOthersInOrder() {
    plan("s1");
    modelTurn("s1.1.1", "", read("c1"), read("c2"), write("c3"), write("c4"), read("c5"));
    assertEquals(List.of("run s1.1.1.1", "run s1.1.1.2"), effects());
    toolFinished("s1.1.1.2", true);
    assertEquals(List.of("run s1.1.1.1"), effects());
    toolFinished("s1.1.1.1", true);
    assertEquals(List.of("run s1.1.1.3"), effects());
    toolFinished("s1.1.1.3", true);
    assertEquals(List.of("run s1.1.1.4"), effects());
    toolFinished("s1.1.1.4", true);
    assertEquals(List.of("run s1.1.1.5"), effects());
    toolFinished("s1.1.1.5", true);
    assertEquals(List.of("model s1.1.2"), effects());
  }

  @Test
  void unknownToolsAndMalformedArgumentsAreReturnedToTheModel() {
    plan("s1");
    assertEquals(
        List.of("model_turn_completed s1", "tool_call_completed s1", "tool_call_completed s1"),
        modelTurn(
            "s1.1.1",
            "",
            new ToolCall("c1", "teleport", Map.of()),
            new ToolCall("c2", "read_file", Map.of(), "{\"path\":")));
    assertEquals(List.of("model s1.1.2"), effects());
  }

  @Test
  void anUnknownToolIsAnsweredWithSimilarNamesAndNeedsNoApproval() {
    for (var mode : ApprovalMode.values()) {
      state = TaskState.NONE;
      plan(mode, "s1");
      assertEquals(
          List.of(
              "model_turn_completed s1",
              "tool_call_completed s1",
              "tool_call_completed s1",
              "tool_call_completed s1"),
          modelTurn(
              "s1.1.1",
              "",
              new ToolCall("c1", "shell_exec", Map.of("command", "rm -rf /")),
              new ToolCall("c2", "askUser", Map.of("question", "?")),
              new ToolCall("c3", "x".repeat(10_000), Map.of())));
      assertEquals(List.of("model s1.1.2"), effects());
      var messages =
          state
              .subtask(new SubtaskId("s1"))
              .orElseThrow()
              .attempt()
              .conversation()
              .messages()
              .stream()
              .filter(Message.ToolOutput.class::isInstance)
              .map(Message::text)
              .toList();
      assertTrue(messages.get(0).contains("Did you mean shell_execute"), messages.get(0));
      assertTrue(messages.get(1).contains("Did you mean ask_user"), messages.get(1));
      assertTrue(messages.get(2).length() < 1_000, messages.get(2));
    }
  }

  @Test
  void aDangerousCallNeedsApprovalInEveryMode() {
    for (var mode : ApprovalMode.values()) {
      state = TaskState.NONE;
      plan(mode, "s1");
      assertEquals(
          List.of("model_turn_completed s1", "approval_requested s1"),
          modelTurn("s1.1.1", "", shell("c1", "cd build && rm -rf .")));
      assertEquals(List.of(), effects());
      assertEquals(TaskStatus.WAITING_APPROVAL, state.status());
    }
  }

  @Test
  void aReadingCallThatNeedsApprovalWaitsForTheOthersSoThatOnlyOneDecisionIsPending() {
    plan("s1");
    var first = new ToolCall("c2", "fetch", Map.of("url", "file:///etc/passwd"));
    var second = new ToolCall("c3", "fetch", Map.of("url", "file:///etc/shadow"));
    modelTurn("s1.1.1", "", read("c1"), first, second, read("c4"));
    assertEquals(List.of("run s1.1.1.1"), effects());
    assertEquals(
        List.of("tool_call_completed s1", "approval_requested s1"), toolFinished("s1.1.1.1", true));
    assertEquals(List.of(), effects());
    assertEquals("s1.1.1.2", subtask("s1").pendingDecision().orElseThrow().id());
    answerApproval("s1", true, "");
    assertEquals(List.of("run s1.1.1.2"), effects());
    toolFinished("s1.1.1.2", true);
    assertEquals("s1.1.1.3", subtask("s1").pendingDecision().orElseThrow().id());
  }

  @Test
  void protectedPathsNeedApprovalForWritingToolsOnly() {
    plan("s1", "s2");
    modelTurn("s1.1.1", "", new ToolCall("c1", "send_mail", Map.of("path", "app/.env")));
    assertEquals(SubtaskStatus.WAITING_APPROVAL, status("s1"));
    modelTurn("s2.1.1", "", new ToolCall("c1", "read_file", Map.of("path", "app/.env")));
    assertEquals(List.of("run s2.1.1.1"), effects());
  }

  @Test
  void afterACrashARepeatableCallRunsAgainMarkedAsRepeated() {
    plan("s1");
    modelTurn("s1.1.1", "", write("c1"));
    assertEquals(
        List.of("task_recovered", "tool_call_started s1"), apply(new Input.Recovered(false)));
    assertEquals(List.of("run s1.1.1.1 again"), effects());
  }

  @Test
  void afterACrashANonRepeatableCallIsReturnedToTheModel() {
    plan("s1");
    modelTurn("s1.1.1", "", shell("c1", "make deploy"));
    assertEquals(
        List.of("task_recovered", "tool_call_completed s1"), apply(new Input.Recovered(false)));
    assertEquals(List.of("model s1.1.2"), effects());
    assertTrue(lastMessage("s1").contains("may have taken effect"), lastMessage("s1"));
  }

  @Test
  void afterACrashACallWithPolicyAskRunsAgainOnlyAfterApproval() {
    plan("s1");
    modelTurn("s1.1.1", "", new ToolCall("c1", "send_mail", Map.of()));
    assertEquals(
        List.of("task_recovered", "approval_requested s1"), apply(new Input.Recovered(false)));
    assertEquals(List.of(), effects());
    answerApproval("s1", true, "");
    assertEquals(List.of("run s1.1.1.1 again"), effects());
  }

  private static ExecutionConfig wide() {
    return new ExecutionConfig(
        new ExecutionConfig.AttemptLimits(1, 50, 0, 20, 2, 300),
        0,
        10_000,
        new ExecutionConfig.Concurrency(2, 10, 10),
        new ExecutionConfig.Review(0.8, 60, 90));
  }

  @Test
  void aRepeatedCallIsRejectedOnceAndThenFailsTheAttempt() {
    useLimits(wide());
    plan("s1");
    var call = read("same");
    for (int turn = 1; turn <= 2; turn++) {
      modelTurn("s1.1." + turn, "", call);
      toolFinished("s1.1." + turn + ".1", true);
    }
    assertEquals(
        List.of("model_turn_completed s1", "tool_call_completed s1"),
        modelTurn("s1.1.3", "", call));
    assertTrue(lastMessage("s1").contains("no file changed in between"));
    assertEquals(
        List.of(
            "model_turn_completed s1",
            "subtask_failed s1",
            "subtask_retrying s1",
            "subtask_started s1"),
        modelTurn("s1.1.4", "", call));
    assertEquals("loop", subtask("s1").result().failureCategory());
  }

  @Test
  void aCallMayBeRepeatedAfterAFileChanged() {
    useLimits(wide());
    plan("s1");
    for (int turn = 1; turn <= 5; turn += 2) {
      modelTurn("s1.1." + turn, "", read("same"));
      toolFinished("s1.1." + turn + ".1", true);
      modelTurn("s1.1." + (turn + 1), "", write("c"));
      fileWritten("s1.1." + (turn + 1) + ".1", "a");
    }
    assertEquals(List.of("model s1.1.7"), effects());
  }

  @Test
  void tokensAndToolCallsOfAnAttemptHaveLimits() {
    useLimits(
        new ExecutionConfig(
            new ExecutionConfig.AttemptLimits(0, 50, 30, 2, 9, 300),
            0,
            10_000,
            new ExecutionConfig.Concurrency(2, 10, 10),
            new ExecutionConfig.Review(0.8, 60, 90)));
    plan("s1", "s2");
    modelTurn("s1.1.1", "", read("c1"));
    toolFinished("s1.1.1.1", true);
    modelTurn("s1.1.2", "", read("c2"));
    assertTrue(toolFinished("s1.1.2.1", true).contains("subtask_failed s1"));
    assertEquals("token_limit", subtask("s1").result().failureCategory());
    assertTrue(
        modelTurn("s2.1.1", "", read("c1"), read("c2"), write("c3"))
            .contains("tool_call_started s2"));
    toolFinished("s2.1.1.1", true);
    assertTrue(toolFinished("s2.1.1.2", true).contains("subtask_failed s2"));
    assertEquals("tool_call_limit", subtask("s2").result().failureCategory());
  }

  @Test
  void theRiskThatTheUserApprovedIsRecordedWithTheCall() {
    plan("s1");
    modelTurn("s1.1.1", "", shell("c1", "rm -rf build"));
    answerApproval("s1", true, "");
    var started =
        lastEvents.stream()
            .filter(TaskEvent.ToolCallStarted.class::isInstance)
            .map(TaskEvent.ToolCallStarted.class::cast)
            .findFirst()
            .orElseThrow();
    assertEquals(RiskLevel.HIGH, started.risk().orElseThrow().level());
    assertTrue(started.risk().orElseThrow().reason().contains("rm -rf build"));
  }

  @Test
  void aCallWithUnknownEffectsRunsAloneEvenIfItsToolIsShownAsReadOnly() {
    plan("s1");
    apply(
        new Input.TurnArrived(
            new StepId("s1.1.1"),
            Turns.of(
                "",
                List.of(read("c1"), read("c2")),
                ModelResponse.StopReason.DONE,
                "m",
                ModelUsage.NONE)));
    assertEquals(List.of("run s1.1.1.1"), effects());
  }

  private static final FinishedCall READ_A = finished("read_file", "a", false);
  private static final FinishedCall READ_B = finished("read_file", "b", false);
  private static final FinishedCall WRITE = finished("write_file", "a", true);

  private static FinishedCall finished(String tool, String path, boolean changed) {
    return new FinishedCall(
        new StepId("s1.1.1.1"), tool, Map.of("path", path), true, "", "out", changed, false);
  }

  private static int repeatsOfReadA(FinishedCall... calls) {
    var call = new ToolCall("c", "read_file", Map.of("path", "a"));
    return ToolCallGate.countRepeats(List.of(calls), call);
  }

  @Test
  void onlyCallsWithTheSameToolAndArgumentsCount() {
    assertEquals(0, repeatsOfReadA());
    assertEquals(0, repeatsOfReadA(READ_B));
    assertEquals(2, repeatsOfReadA(READ_A, READ_B, READ_A));
  }

  @Test
  void aChangedFileRestartsTheCount() {
    assertEquals(1, repeatsOfReadA(READ_A, READ_A, WRITE, READ_A));
    assertEquals(0, repeatsOfReadA(READ_A, WRITE));
  }
}
