package dev.loom.cli.commands;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import org.junit.jupiter.api.Test;

class ExitCodeTest {
  @Test
  void codesThatScriptsDependOnAreFixed() {
    assertArrayEquals(
        new int[] {0, 1, 2, 64, 69, 75, 77, 78},
        new int[] {
          ExitCode.COMPLETED,
          ExitCode.FAILED,
          ExitCode.CANCELLED,
          ExitCode.USAGE,
          ExitCode.UNAVAILABLE,
          ExitCode.WAITING_FOR_MODEL,
          ExitCode.NOT_APPROVED,
          ExitCode.CONFIG
        });
  }
}
