package dev.loom.contracts.journal;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.List;
import java.util.Objects;

/// Result of an audit.
///
/// @param checks performed checks, in order
public record AuditReport(List<Check> checks) {
  public AuditReport {
    checks = List.copyOf(checks);
  }

  /// Reports whether there are no findings.
  @JsonIgnore
  public boolean isClean() {
    return checks.stream().allMatch(check -> check.findings().isEmpty());
  }

  /// Result of checking one invariant.
  ///
  /// @param name the invariant
  /// @param examined number of examined items
  /// @param findings violations, each one line with what to do; at most [#FINDINGS_MAX] of them
  public record Check(String name, long examined, List<String> findings) {
    /// Maximum number of findings per check. The last line states how many were left out.
    public static final int FINDINGS_MAX = 100;

    public Check {
      Objects.requireNonNull(name, "name");
      findings = List.copyOf(findings);
    }
  }
}
