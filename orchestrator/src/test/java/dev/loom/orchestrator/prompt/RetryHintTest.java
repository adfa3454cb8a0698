package dev.loom.orchestrator.prompt;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class RetryHintTest {
  @Test
  void theCategoryDecidesBeforeTheFeedback() {
    assertEquals(
        Optional.of("Write a shorter answer. Put long text into files."),
        RetryHint.find("answer_cut", "a.py does not exist"));
  }

  @Test
  void otherwiseAPhraseOfTheFeedbackDecides() {
    assertEquals(
        Optional.of("Find the correct path with list_directory or glob_find."),
        RetryHint.find("verification", "File A.PY DOES NOT EXIST"));
  }

  @Test
  void unknownFailuresHaveNoHint() {
    assertEquals(Optional.empty(), RetryHint.find("of_another_version", "something else"));
  }
}
