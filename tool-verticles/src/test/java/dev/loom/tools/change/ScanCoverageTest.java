package dev.loom.tools.change;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import org.junit.jupiter.api.Test;

class ScanCoverageTest {
  @Test
  void filesBelowSkippedDirectoriesAreNotCovered() {
    var coverage = new ScanCoverage(Set.of("a/b"));
    assertFalse(coverage.covers("a/b/c/f"));
    assertTrue(coverage.covers("a/b"));
    assertTrue(coverage.covers("a/bc/f"));
  }

  @Test
  void aDirectorySkippedAtFirstIsNeverCovered() {
    var coverage = new ScanCoverage(Set.of("first"));
    coverage.update(Set.of("later"));
    assertFalse(coverage.covers("first/f"));
    assertFalse(coverage.covers("later/f"));
    coverage.update(Set.of());
    assertFalse(coverage.covers("first/f"));
    assertTrue(coverage.covers("later/f"));
  }
}
