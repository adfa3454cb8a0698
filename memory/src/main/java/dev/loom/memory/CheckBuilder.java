package dev.loom.memory;

import dev.loom.contracts.journal.AuditReport;
import java.util.ArrayList;
import java.util.List;

/// One check while it is made: how much was looked at, and what was found.
final class CheckBuilder {
  private final String name;
  private final List<String> findings = new ArrayList<>();
  private long addExamined;
  private long addFinding;

  /// @param name what must hold
  CheckBuilder(String name) {
    this.name = name;
  }

  /// One more thing was looked at.
  void addExamined() {
    addExamined(1);
  }

  void addExamined(long count) {
    addExamined += count;
  }

  /// It does not hold somewhere.
  ///
  /// @param finding where, and what to do
  void addFinding(String finding) {
    addFinding++;
    // The last line is kept for the number of the others.
    if (findings.size() < AuditReport.Check.FINDINGS_MAX - 1) {
      findings.add(finding.replaceAll("\\s+", " "));
    }
  }

  AuditReport.Check build() {
    var lines = new ArrayList<>(findings);
    if (addFinding > findings.size()) {
      lines.add((addFinding - findings.size()) + " more of the same kind.");
    }
    return new AuditReport.Check(name, addExamined, lines);
  }
}
