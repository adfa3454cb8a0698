package dev.loom.orchestrator.prompt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.api.model.Message;
import dev.loom.contracts.id.SubtaskId;
import dev.loom.orchestrator.core.TaskState;
import dev.loom.orchestrator.core.TaskStates;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ExecutorPromptTest {
  private static ExecutorPrompt.Prompt prompt(TaskState state, int tokensMax) {
    var subtask = state.subtask(new SubtaskId("s1")).orElseThrow();
    return ExecutorPrompt.build(state, subtask, Optional.empty(), tokensMax);
  }

  private static List<String> outputs(List<Message> messages) {
    return messages.stream()
        .filter(Message.ToolOutput.class::isInstance)
        .map(Message::text)
        .toList();
  }

  @Test
  void thePromptMatchesItsGoldenFile() throws IOException {
    var state =
        TaskStates.steered(TaskStates.reading("Build the site", "# Notes"), "use plain HTML");
    GoldenFile.assertMatches("executor-prompt.txt", prompt(state, 10_000).messages());
  }

  @Test
  void aConversationThatFitsIsNotTrimmed() {
    var prompt = prompt(TaskStates.reading("goal", "a".repeat(400), "b".repeat(400)), 10_000);
    assertEquals(List.of(), prompt.trimmed());
  }

  @Test
  void theOldestOutputsAreRemovedFirstAndNamedInTheirPlace() {
    var state = TaskStates.reading("goal", "a".repeat(4_000), "b".repeat(4_000), "c".repeat(4_000));
    var shown = outputs(prompt(state, 2_600).trimmed().getFirst());
    assertTrue(shown.get(0).contains("output_id \"s1.1.1.1\""), shown.get(0));
    assertEquals("b".repeat(4_000), shown.get(1));
    assertEquals("c".repeat(4_000), shown.get(2));
  }

  @Test
  void smallerContextWindowsGetShorterForms() {
    var state = TaskStates.reading("goal", "a".repeat(4_000), "b".repeat(4_000), "c".repeat(4_000));
    var prompt = prompt(state, 4_000);
    assertEquals(prompt.messages(), prompt.trimmed().getFirst());
    var sizes =
        prompt.trimmed().stream().map(form -> String.join("", outputs(form)).length()).toList();
    assertEquals(List.copyOf(new TreeSet<>(sizes)), sizes.reversed());
    assertTrue(sizes.size() > 1 && sizes.getLast() < 4_000, sizes.toString());
  }

  @Test
  void theCompleteConversationIsKeptForLargeContextWindows() {
    var state = TaskStates.reading("goal", "a".repeat(40_000));
    assertEquals(List.of("a".repeat(40_000)), outputs(prompt(state, 1_000).messages()));
  }

  @Test
  void theReminderOfGoalAndSubtaskComesLast() {
    var state = TaskStates.reading("Count the sheep", "out");
    var last = prompt(state, 10_000).messages().getLast().text();
    assertTrue(last.startsWith("Reminder: you work on subtask s1"), last);
    assertTrue(last.contains("Count the sheep"), last);
    var fresh = prompt(TaskStates.reading("Count the sheep"), 10_000).messages();
    assertFalse(fresh.getLast().text().contains("Reminder"));
  }

  @Test
  void earlierInstructionsArePartOfTheFirstMessage() {
    var state = TaskStates.steered(TaskStates.reading("goal"), "use JWT");
    var message = prompt(state, 10_000).messages().get(1).text();
    assertTrue(message.contains("## Instructions from the user\n- use JWT"), message);
  }

  @Test
  void thePrefixOfAConversationIsTheSameInEveryTurn() {
    var one = prompt(TaskStates.reading("goal", "a"), 10_000).messages();
    var two = prompt(TaskStates.reading("goal", "a", "b"), 10_000).messages();
    assertEquals(one.subList(0, one.size() - 1), two.subList(0, one.size() - 1));
  }
}
