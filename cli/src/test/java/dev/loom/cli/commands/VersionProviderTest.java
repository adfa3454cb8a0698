package dev.loom.cli.commands;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class VersionProviderTest {
  @Test
  void versionLineNamesLoomAndJava() {
    var line = VersionProvider.versionLine();
    assertTrue(line.matches("loom \\S+ \\(Java " + Runtime.version().feature() + "\\S*\\)"), line);
    assertArrayEquals(new String[] {line}, new VersionProvider().getVersion());
  }
}
