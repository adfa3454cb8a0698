package dev.loom.orchestrator.prompt;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class RetryHintTest {
  @Test
  void theCategoryDecides() {
    assertEquals(
        Optional.of("Write a shorter answer. Put long text into files."),
        RetryHint.find("answer_cut"));
    assertEquals(
        Optional.of("Find the correct path with list_directory or glob_find."),
        RetryHint.find("file_missing"));
  }

  @Test
  void otherFailuresHaveNoHint() {
    assertEquals(Optional.empty(), RetryHint.find("verification"));
    assertEquals(Optional.empty(), RetryHint.find("of_another_version"));
  }
}
