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
    assertEquals(
        Optional.of("Use another path or another way. You cannot change permissions."),
        RetryHint.find("permission_denied"));
    assertEquals(
        Optional.of("Stay inside the workspace. Use relative paths."),
        RetryHint.find("outside_workspace"));
  }

  @Test
  void otherFailuresHaveNoHint() {
    assertEquals(Optional.empty(), RetryHint.find("verification"));
    assertEquals(Optional.empty(), RetryHint.find("of_another_version"));
  }
}
