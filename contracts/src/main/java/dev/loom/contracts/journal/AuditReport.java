package dev.loom.contracts.journal;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.List;
import java.util.Objects;

/// What an examination found.
///
/// @param checks everything that was looked at, in order
public record AuditReport(List<Check> checks) {
  public AuditReport {
    checks = List.copyOf(checks);
  }

  /// Whether nothing was wrong.
  @JsonIgnore
  public boolean isClean() {
    return checks.stream().allMatch(check -> check.findings().isEmpty());
  }

  /// One invariant.
  ///
  /// @param name what must hold
  /// @param examined how many things were looked at
  /// @param findings where it does not hold, each in one line with what to do; at most
  ///   [#FINDINGS_MAX] of them
  public record Check(String name, long examined, List<String> findings) {
    /// More findings of one check are only counted, in a last line.
    public static final int FINDINGS_MAX = 100;

    public Check {
      Objects.requireNonNull(name, "name");
      findings = List.copyOf(findings);
    }
  }
}
