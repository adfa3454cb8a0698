package dev.loom.structure;

import static org.junit.jupiter.api.Assertions.fail;

import java.util.Collection;

/// Reports violations of a structural rule together with a remedy.
final class Violations {
  private Violations() {}

  /// Fails if there is any violation.
  ///
  /// @param found one line per violation, as `file: violation`
  /// @param remedy what to do instead
  static void assertNone(Collection<String> found, String remedy) {
    if (!found.isEmpty()) {
      fail(remedy + "\n  " + String.join("\n  ", found));
    }
  }
}
