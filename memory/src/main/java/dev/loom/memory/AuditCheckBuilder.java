package dev.loom.memory;

import dev.loom.contracts.journal.AuditReport;
import java.util.ArrayList;
import java.util.List;

/// Collects the findings of one audit check.
final class AuditCheckBuilder {
  private final String name;
  private final List<String> findings = new ArrayList<>();
  private long examined;
  private long findingCount;

  /// Creates a check.
  ///
  /// @param name the invariant
  AuditCheckBuilder(String name) {
    this.name = name;
  }

  /// Counts one examined item.
  void addExamined() {
    addExamined(1);
  }

  void addExamined(long count) {
    examined += count;
  }

  /// Adds a violation.
  ///
  /// @param finding the violation, its location and a remedy
  void addFinding(String finding) {
    findingCount++;
    // The last line is reserved for the number of omitted findings.
    if (findings.size() < AuditReport.Check.FINDINGS_MAX - 1) {
      findings.add(finding.replaceAll("\\s+", " "));
    }
  }

  AuditReport.Check build() {
    var lines = new ArrayList<>(findings);
    if (findingCount > findings.size()) {
      lines.add((findingCount - findings.size()) + " more findings of this check.");
    }
    return new AuditReport.Check(name, examined, lines);
  }
}
