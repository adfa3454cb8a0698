package dev.loom.builtin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class ShellTest {
  @Test
  void textIsQuotedAsOneShellWord() {
    assertEquals("'it'\\''s; rm'", Shell.quote("it's; rm"));
    assertEquals("'./-rf'", Shell.quotedPath("-rf"));
  }

  @Test
  void excludedFilesAreNotFound() {
    var command = Shell.find("src", List.of("*.java"), List.of("out.md"));
    assertTrue(command.startsWith("find './src' -type d"), command);
    assertTrue(command.endsWith(" \\( -iname '*.java' \\) ! -path './out.md'"), command);
  }
}
