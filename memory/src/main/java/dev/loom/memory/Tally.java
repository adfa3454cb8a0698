package dev.loom.memory;

import dev.loom.contracts.journal.AuditReport;
import java.util.ArrayList;
import java.util.List;

/// One check while it is made: how much was looked at, and what was found.
final class Tally {
  private final String name;
  private final List<String> findings = new ArrayList<>();
  private long examined;
  private long found;

  /// @param name what must hold
  Tally(String name) {
    this.name = name;
  }

  /// One more thing was looked at.
  void examined() {
    examined(1);
  }

  void examined(long count) {
    examined += count;
  }

  /// It does not hold somewhere.
  ///
  /// @param finding where, and what to do
  void found(String finding) {
    found++;
    // The last line is kept for the number of the others.
    if (findings.size() < AuditReport.Check.FINDINGS_MAX - 1) {
      findings.add(finding.replaceAll("\\s+", " "));
    }
  }

  AuditReport.Check check() {
    var lines = new ArrayList<>(findings);
    if (found > findings.size()) {
      lines.add((found - findings.size()) + " more of the same kind.");
    }
    return new AuditReport.Check(name, examined, lines);
  }
}
