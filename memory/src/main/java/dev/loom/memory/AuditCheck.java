package dev.loom.memory;

import dev.loom.contracts.journal.AuditReport;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// Check of an invariant, which collects its findings.
final class AuditCheck {
  private final String name;
  private final Section section;
  private final List<String> findings = new ArrayList<>();
  private long examined;
  private long findingCount;

  /// Part of the audit.
  @FunctionalInterface
  interface Section {
    void examine(AuditCheck check) throws SQLException;
  }

  /// @param name the invariant
  /// @param section examines it
  AuditCheck(String name, Section section) {
    this.name = name;
    this.section = section;
  }

  void run() throws SQLException {
    section.examine(this);
  }

  /// Counts examined items.
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

  AuditReport.Check report() {
    var lines = new ArrayList<>(findings);
    if (findingCount > findings.size()) {
      lines.add((findingCount - findings.size()) + " more findings of this check.");
    }
    return new AuditReport.Check(name, examined, lines);
  }
}
