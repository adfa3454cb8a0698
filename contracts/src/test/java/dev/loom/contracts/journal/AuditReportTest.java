package dev.loom.contracts.journal;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class AuditReportTest {
  @Test
  void reportIsCleanWithoutFindings() {
    var clean = new AuditReport.Check("a", 3, List.of());
    var violated = new AuditReport.Check("b", 3, List.of("row 1"));
    assertTrue(new AuditReport(List.of(clean)).isClean());
    assertFalse(new AuditReport(List.of(clean, violated)).isClean());
  }
}
