package dev.loom.tools.change;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import org.junit.jupiter.api.Test;

class ScanCoverageTest {
  private final ScanCoverage coverage = new ScanCoverage();

  @Test
  void filesBelowSkippedDirectoriesAreNotCovered() {
    coverage.update(Set.of("a/b"), true);
    assertFalse(coverage.covers("a/b/c/f"));
    assertTrue(coverage.covers("a/b"));
    assertTrue(coverage.covers("a/bc/f"));
  }

  @Test
  void aDirectorySkippedAtFirstIsNeverCovered() {
    coverage.update(Set.of("first"), true);
    coverage.update(Set.of("later"), false);
    assertFalse(coverage.covers("first/f"));
    assertFalse(coverage.covers("later/f"));
    coverage.update(Set.of(), false);
    assertFalse(coverage.covers("first/f"));
    assertTrue(coverage.covers("later/f"));
  }
}
