package dev.loom.orchestrator.prompt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.api.model.Message;
import dev.loom.bus.json.Json;
import dev.loom.contracts.id.SubtaskId;
import dev.loom.orchestrator.core.TaskState;
import dev.loom.orchestrator.core.TaskStates;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Tests that prompts start with their constant part, so that endpoints can cache it.
class PromptPrefixTest {
  private static final int MANY = 40;

  private static ExecutorPrompt.Prompt prompt(TaskState state, int tokensMax) {
    var subtask = state.subtask(new SubtaskId("s1")).orElseThrow();
    return ExecutorPrompt.build(state, subtask, Optional.empty(), tokensMax);
  }

  private static TaskState afterTurns(int count, int outputChars) {
    var outputs = new ArrayList<String>();
    for (int turn = 1; turn <= count; turn++) {
      outputs.add(("output " + turn + " ").repeat(outputChars / 9));
    }
    return TaskStates.reading("goal", outputs.toArray(String[]::new));
  }

  private static String bytes(List<Message> messages) {
    return Json.write(messages);
  }

  @Test
  void eachPromptStartsWithThePreviousOneExceptItsReminder() {
    var before = prompt(afterTurns(1, 400), 100_000).messages();
    for (int turn = 2; turn <= 10; turn++) {
      var now = prompt(afterTurns(turn, 400), 100_000).messages();
      int kept = before.size() - 1;
      assertEquals(bytes(before.subList(0, kept)), bytes(now.subList(0, kept)));
      before = now;
    }
  }

  @Test
  void theSecondPromptStartsWithTheFirst() {
    var first = prompt(TaskStates.reading("goal"), 100_000).messages();
    var second = prompt(afterTurns(1, 400), 100_000).messages();
    assertEquals(bytes(first), bytes(second.subList(0, first.size())));
  }

  @Test
  void aTrimmedConversationKeepsItsPrefixForMostTurns() {
    int changed = 0;
    int trimmed = 0;
    List<Message> before = List.of();
    for (int turn = 1; turn <= MANY; turn++) {
      var now = shown(afterTurns(turn, 2_000), 8_000);
      if (!before.isEmpty()) {
        trimmed++;
        int kept = before.size() - 1;
        changed += bytes(before.subList(0, kept)).equals(bytes(now.subList(0, kept))) ? 0 : 1;
      }
      before = now;
    }
    assertTrue(trimmed > MANY / 2, "shortened " + trimmed);
    assertTrue(changed * 3 <= trimmed, changed + " of " + trimmed);
  }

  @Test
  void aTrimmedConversationFitsTheSize() {
    for (int turn = 10; turn <= MANY; turn++) {
      assertTrue(bytes(shown(afterTurns(turn, 2_000), 8_000)).length() < 8_000 * 5);
    }
  }

  /// Returns the form for a model whose context window is unknown.
  private static List<Message> shown(TaskState state, int tokensMax) {
    var prompt = prompt(state, tokensMax);
    return prompt.trimmed().isEmpty() ? prompt.messages() : prompt.trimmed().getFirst();
  }

  @Test
  void aLaterInstructionDoesNotChangeThePrefix() {
    var reading = afterTurns(2, 400);
    var before = prompt(reading, 100_000).messages();
    var after = prompt(TaskStates.steered(reading, "use JWT"), 100_000).messages();
    int kept = before.size() - 1;
    assertEquals(bytes(before.subList(0, kept)), bytes(after.subList(0, kept)));
    assertTrue(after.getLast().text().startsWith("New instruction from the user: use JWT"));
    assertFalse(after.get(1).text().contains("use JWT"));
  }

  @Test
  void thePlannerPromptOrdersRulesToolsTaskAndListing() {
    var state = TaskStates.reading("Build it");
    var one = PlannerPrompt.build(state, "a.txt", List.of("t1", "t2"), Optional.empty(), List.of());
    var two =
        PlannerPrompt.build(
            TaskStates.reading("Another"),
            "b.txt",
            List.of("t1", "t2"),
            Optional.empty(),
            List.of());
    assertEquals(one.getFirst(), two.getFirst());
    assertTrue(one.getFirst().text().contains("## Tools\nt1, t2"), one.getFirst().text());
    var question = one.getLast().text();
    assertTrue(question.startsWith("Goal: Build it"), question);
    assertTrue(
        question.indexOf("## Workspace") < question.indexOf("## Files in the workspace"), question);
  }

  @Test
  void promptsAreDeterministic() {
    for (int turn = 0; turn < 3; turn++) {
      var one = prompt(afterTurns(turn, 100), 100_000).messages();
      var two = prompt(afterTurns(turn, 100), 100_000).messages();
      assertEquals(bytes(one), bytes(two));
      assertFalse(bytes(one).contains("2026-"), bytes(one));
    }
  }
}
