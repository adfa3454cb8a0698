package dev.loom.cli.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class UserPromptTest {
  @Test
  void withoutATerminalNothingIsConfirmed() {
    assumeTrue(System.console() == null || !System.console().isTerminal(), "runs on a terminal");
    var out = new StringWriter();
    assertFalse(UserPrompt.confirm(new PrintWriter(out, true), "Undo all changes?"));
    assertEquals(
        "Undo all changes? There is no terminal to confirm on; pass --yes to confirm.\n",
        out.toString());
  }
}
