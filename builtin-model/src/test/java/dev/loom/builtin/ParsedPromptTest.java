package dev.loom.builtin;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.loom.api.model.Message;
import java.util.List;
import org.junit.jupiter.api.Test;

class ParsedPromptTest {
  private static ParsedPrompt parse(String text) {
    return ParsedPrompt.parse(List.of(new Message.System("rules"), new Message.User(text)));
  }

  @Test
  void theSectionsOfAnExecutorPromptAreRead() {
    var prompt =
        parse(
            """
            ## Goal
            Report

            ## Subtask s2
            Write it

            ## Results of earlier subtasks
            ### s1: Find all
            two files
            ## Not a known heading
            still the result

            ## Workspace
            /tmp/shop
            """);
    assertEquals("Report", prompt.goal());
    assertEquals("Write it", prompt.description());
    assertEquals("/tmp/shop", prompt.workspace());
    assertEquals(
        List.of(
            new ParsedPrompt.Result(
                "s1", "Find all", "two files\n## Not a known heading\nstill the result")),
        prompt.results());
  }

  @Test
  void aRepeatedHeadingBelongsToTheTextBeforeIt() {
    assertEquals("x\n## Goal\ny", parse("## Goal\nx\n## Goal\ny").goal());
  }

  @Test
  void theGoalLineOfAPlannerPromptEndsAtTheNextSection() {
    assertEquals(
        "Count\nfiles", parse("Goal: Count\nfiles\n\n## Files in the workspace\nsrc/").goal());
  }

  @Test
  void aPlainMessageIsItsOwnGoal() {
    var prompt = parse("hello");
    assertEquals("hello", prompt.goal());
    assertEquals("hello", prompt.description());
  }
}
