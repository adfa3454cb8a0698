package dev.loom.tools.workspace;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.api.tool.Workspace.Entry;
import dev.loom.api.tool.Workspace.Kind;
import org.junit.jupiter.api.Test;

class IgnoredDirectoriesTest {
  private static Entry entry(String name, Kind kind) {
    return new Entry("a/" + name, kind, 0, 0);
  }

  @Test
  void buildDirectoriesAreSkippedBySearchesButListed() {
    assertTrue(IgnoredDirectories.isSkipped(entry("target", Kind.DIRECTORY)));
    assertFalse(IgnoredDirectories.isHidden(entry("target", Kind.DIRECTORY)));
    assertTrue(IgnoredDirectories.isHidden(entry(".git", Kind.DIRECTORY)));
  }

  @Test
  void aFileWithTheNameOfAnIgnoredDirectoryIsNotSkipped() {
    assertFalse(IgnoredDirectories.isSkipped(entry("target", Kind.FILE)));
    assertFalse(IgnoredDirectories.isHidden(entry(".git", Kind.FILE)));
  }
}
