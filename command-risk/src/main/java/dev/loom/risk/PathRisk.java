package dev.loom.risk;

import java.util.Optional;

/// Assesses the paths and network addresses that a tool declares, without opening them.
public final class PathRisk {
  private PathRisk() {}

  /// Assesses a path that is written or deleted: system files, files that hold secrets, and files
  /// that change what later commands run need approval.
  ///
  /// @param path relative to the workspace or absolute, in any notation
  /// @return the risk, or empty when the path is not protected
  public static Optional<RiskAssessment> assessChange(String path) {
    return ProtectedPath.isProtected(path)
        ? RiskAssessment.high("Accesses a protected path", path)
        : Optional.empty();
  }

  /// Assesses an address that is contacted. Only one that names a protected file needs approval,
  /// such as `file:///etc/passwd`.
  ///
  /// @param address a URL or a host
  /// @return the risk, or empty when the address names no protected file
  public static Optional<RiskAssessment> assessAddress(String address) {
    return assessChange(address);
  }
}
