package dev.loom.risk;

import static dev.loom.risk.TestCalls.describe;
import static dev.loom.risk.TestCalls.high;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class EnvironmentRulesTest {
  private static Optional<String> assign(String text) {
    return describe(CommandRisk.assess(text.replaceFirst("=", "='") + "' ls"));
  }

  @Test
  void aVariableThatLoadsCodeNeedsApproval() {
    assertEquals(
        high("Makes other programs load code: `LD_PRELOAD=./x.so`"), assign("LD_PRELOAD=./x.so"));
    assertEquals(Optional.empty(), assign("LD_PRELOAD="));
    assertEquals(Optional.empty(), assign("NODE_OPTIONS=--max-old-space-size=4096"));
  }

  @Test
  void aVariableThatHoldsACommandIsAssessedByTheCommand() {
    assertEquals(high("Deletes files recursively: `rm -rf x`"), assign("PAGER=rm -rf x"));
    assertEquals(Optional.empty(), assign("PAGER=cat"));
  }
}
