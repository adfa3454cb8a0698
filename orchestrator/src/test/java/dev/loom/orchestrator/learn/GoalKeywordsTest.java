package dev.loom.orchestrator.learn;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Set;
import org.junit.jupiter.api.Test;

class GoalKeywordsTest {
  @Test
  void wordsAreLowerCaseAndHaveAtLeastThreeCharacters() {
    assertEquals(
        Set.of("add", "login", "tests", "42nd"), GoalKeywords.words("Add 42nd LOGIN tests, to it"));
  }

  @Test
  void aKeyDoesNotDependOnTheOrderOfTheWords() {
    assertEquals("add-login-tests", GoalKeywords.key("add login tests"));
    assertEquals("add-login-tests", GoalKeywords.key("Tests: login, add!"));
  }

  @Test
  void aKeyHasALimitedLength() {
    assertEquals(120, GoalKeywords.key("x".repeat(500)).length());
  }
}
