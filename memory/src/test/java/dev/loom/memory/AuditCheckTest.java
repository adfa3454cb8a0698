package dev.loom.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.loom.contracts.journal.AuditReport;
import java.util.List;
import org.junit.jupiter.api.Test;

class AuditCheckTest {
  private final AuditCheck check = new AuditCheck("every row is valid", each -> {});

  @Test
  void examinedItemsAreCounted() {
    check.addExamined(1);
    check.addExamined(5);
    assertEquals(new AuditReport.Check("every row is valid", 6, List.of()), check.report());
  }

  @Test
  void findingIsOneLine() {
    check.addFinding("row 1\n  is invalid");
    assertEquals(List.of("row 1 is invalid"), check.report().findings());
  }

  @Test
  void findingsBeyondTheMaximumAreCountedInTheLastLine() {
    for (int i = 1; i <= AuditReport.Check.FINDINGS_MAX; i++) {
      check.addFinding("row " + i);
    }
    var findings = check.report().findings();
    assertEquals(AuditReport.Check.FINDINGS_MAX, findings.size());
    assertEquals("row 99", findings.get(98));
    assertEquals("1 more findings of this check.", findings.getLast());
  }
}
