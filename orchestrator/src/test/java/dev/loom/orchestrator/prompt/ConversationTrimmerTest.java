package dev.loom.orchestrator.prompt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.api.model.Message;
import dev.loom.contracts.id.SubtaskId;
import dev.loom.orchestrator.core.TaskStates;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConversationTrimmerTest {
  private static final String LONG = "x".repeat(4_000);

  private static List<List<Message>> trim(int tokensMax, String... outputs) {
    var subtask = TaskStates.reading("goal", outputs).subtask(new SubtaskId("s1")).orElseThrow();
    return ConversationTrimmer.trim(subtask, List.of(), tokensMax);
  }

  private static List<String> outputs(List<Message> messages) {
    return messages.stream()
        .filter(Message.ToolOutput.class::isInstance)
        .map(Message::text)
        .toList();
  }

  @Test
  void aConversationThatFitsTheSmallestSizeHasNoForms() {
    assertEquals(List.of(), trim(1_000, "short"));
  }

  @Test
  void theOldestOutputsAreReplacedByANoteWithTheirId() {
    var outputs = outputs(trim(2_600, LONG, LONG, LONG).getFirst());
    assertEquals(
        "[Output of 4000 characters removed to save space. To read it again, call recall_output"
            + " with output_id \"s1.1.1.1\".]",
        outputs.getFirst());
    assertEquals(List.of(LONG, LONG), outputs.subList(1, 3));
  }

  @Test
  void eachFormIsShorterThanTheOneBefore() {
    var lengths =
        trim(4_000, LONG, LONG, LONG).stream()
            .map(form -> String.join("", outputs(form)).length())
            .toList();
    for (int i = 1; i < lengths.size(); i++) {
      assertTrue(lengths.get(i) < lengths.get(i - 1), lengths.toString());
    }
    assertTrue(lengths.size() > 1, lengths.toString());
  }

  @Test
  void outputsShorterThanTheNoteAreKept() {
    var outputs = outputs(trim(1_000, "short", LONG, LONG).getFirst());
    assertEquals("short", outputs.getFirst());
  }
}
