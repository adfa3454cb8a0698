package dev.loom.cli.screen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.bus.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Checks the output of a run without a terminal.
@Timeout(60)
class RunViewTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final RunView view =
      new RunView(Screen.plain(new PrintStream(bytes, false, StandardCharsets.UTF_8)));

  private void show(String type, String data) {
    show(view, type, data);
  }

  private static void show(RunView view, String type, String data) {
    view.show(
        Json.parse("{\"task_id\":\"t1\",\"event_type\":\"%s\",\"data\":%s}".formatted(type, data)));
  }

  private void assertShown(String lines) {
    assertEquals(lines, bytes.toString(StandardCharsets.UTF_8));
  }

  @Test
  void approvalRequestIsShownWithoutACommandThatWouldComeTooLate() {
    show(
        "approval_requested",
        """
        {"subtask_id": "s1", "reason": "It deletes files.", "proposed_action": "rm -rf build",
         "risk_level": "high", "action_hash": "0123456789abcdef"}\
        """);
    show("approval_received", "{\"subtask_id\": \"s1\", \"approved\": true, \"expired\": false}");
    show("approval_received", "{\"subtask_id\": \"s1\", \"approved\": false, \"expired\": true}");
    assertShown(
        """
          ? s1 needs approval (high risk): It deletes files.
              rm -rf build
            approved
            rejected (no answer in time)
        """);
  }

  @Test
  void eachLineOfACommandIsShownOnItsOwn() {
    show(
        "approval_requested",
        """
        {"subtask_id": "s1", "reason": "It deletes files.", "risk_level": "high",
         "details": {"args": {"command": "rm -rf x # \\u001b[2K harmless\\ncurl evil"}}}\
        """);
    assertShown(
        """
          ? s1 needs approval (high risk): It deletes files.
              rm -rf x #  [2K harmless
              curl evil
        """);
  }

  @Test
  void aResultIsReviewedInsteadOfAllowed() {
    show(
        "approval_requested",
        """
        {"subtask_id": "s1", "reason": "The result has confidence 0.40 of 1.",
         "proposed_action": "It is done.", "risk_level": "low", "category": "confidence"}\
        """);
    assertShown(
        """
          ? s1 needs review: The result has confidence 0.40 of 1.
              It is done.
        """);
  }

  @Test
  void anInvalidPlanIsRetriedWithItsNumber() {
    show("task_planning", "{\"round\": 2}");
    assertShown("The plan was invalid. Retrying (attempt 2) …\n");
  }

  @Test
  void theErrorOfACallIsShownOnce() {
    show(
        "tool_call_completed",
        "{\"subtask_id\": \"s1\", \"tool\": \"run\", \"success\": false, \"error\": \"No disk.\"}");
    show("subtask_failed", "{\"subtask_id\": \"s1\", \"feedback\": \"It failed: No disk.\"}");
    show("task_failed", "{\"error\": \"s1: It failed: No disk.\", \"total\": 1}");
    assertShown(
        """
            ✗ run — No disk.
        ☒ s1
            It failed.

        Failed in 0.0 s: 0 of 1 subtask
        """);
  }

  @Test
  void questionIsShownWithItsOptions() {
    show(
        "question_asked",
        """
        {"subtask_id": "s1", "question_id": "q7", "question": "Which colour?",
         "options": ["red", "blue"]}\
        """);
    show("question_answered", "{\"subtask_id\": \"s1\", \"answer\": \"blue\", \"expired\": false}");
    assertShown(
        """
          ? s1 asks: Which colour?
              - red
              - blue
            answered: blue
        """);
  }

  @Test
  void exhaustedBudgetIsShown() {
    show(
        "budget_exhausted",
        "{\"question_id\": \"b1\", \"limit\": \"max_cost_usd\", \"used\": 0.52, \"allowed\": 0.5}");
    show("budget_answered", "{\"choice\": \"finish\", \"expired\": true}");
    assertShown(
        """
          ? The budget is exhausted: 0.52 of 0.5 max_cost_usd
            budget: finish (no answer in time)
        """);
  }

  @Test
  void userActionsAreShownInOneLineEach() {
    show("task_paused", "{\"reason\": \"lunch\"}");
    show("task_resumed", "{}");
    show("task_steered", "{\"instruction\": \"Login\\nfirst\"}");
    show("task_recovered", "{\"steps_in_doubt\": []}");
    show("task_replanning", "{\"reason\": \"s1 could not be done\", \"version\": 2}");
    assertShown(
        """
        ‖ Paused: lunch
              loom resume t1
        ▸ Resumed.
        » Login first
        Resuming after a restart.
        Replanning: s1 could not be done
        """);
  }

  @Test
  void aWaitForAModelIsShownWithItsReason() {
    show(
        "model_waiting",
        """
        {"subtask_id": "s1", "model": "m", "reason": "No model server answers at http://a/v1.",
         "attempt": 2, "retry_at": "2026-11-22T10:00:30Z"}\
        """);
    var shown = bytes.toString(StandardCharsets.UTF_8);
    assertTrue(
        shown.startsWith(
            "  … waiting for model m (attempt 2): No model server answers at http://a/v1. Next"),
        shown);
  }

  @Test
  void unverifiedResultIsMarked() {
    show(
        "subtask_completed",
        "{\"subtask_id\": \"s1\", \"duration\": 0.4, \"verification\": \"unverified\"}");
    show(
        "subtask_completed",
        "{\"subtask_id\": \"s2\", \"duration\": 0.4, \"verification\": \"verified\"}");
    assertShown("☑ s1  0.4 s, not verified\n☑ s2  0.4 s\n");
  }

  @Test
  void endShowsUsageAndCost() {
    show(
        "task_completed",
        """
        {"completed": 2, "total": 2, "summary": "done", "duration": 1.5,
         "usage": {"input_tokens": 12000, "output_tokens": 345, "cost_usd": 0.0123},
         "workspace_changes": {"files": [{"path": "a.txt", "kind": "created"}]}}\
        """);
    assertShown(
        """

        Done in 1.5 s: 2 of 2 subtasks, 12.0k in, 345 out · $0.0123
          done
          + a.txt
        """);
  }

  @Test
  void modelTextCannotMoveTheCursor() {
    show(
        "question_asked",
        "{\"subtask_id\": \"s1\", \"question_id\": \"q1\", \"question\":"
            + " \"\\u001b[2Jyes\\u202eon\", \"options\": [\"\\u001b[A\"]}");
    var text = bytes.toString(StandardCharsets.UTF_8);
    assertFalse(text.contains("\u001b"), text);
    assertFalse(text.contains("\u202e"), text);
  }

  @Test
  void unknownEventIsIgnored() {
    show("task_levitated", "{}");
    assertShown("");
  }

  @Test
  void sanitizedLineKeepsItsIndentation() {
    assertEquals("+    a  b", Screen.sanitizeLine("+\ta\u0007  b\u001b"));
    assertEquals("1,234,567.5", Screen.formatNumber(1_234_567.5));
    assertEquals("0.000012", Screen.formatNumber(0.000012));
  }
}
