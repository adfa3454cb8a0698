package dev.loom.structure;

import static org.junit.jupiter.api.Assertions.fail;

import java.util.Collection;

/// What a rule found, told with the better way.
final class Violations {
  private Violations() {}

  /// Fails when there is any.
  ///
  /// @param found each place, as `file: what`
  /// @param betterWay what to do instead
  static void assertNone(Collection<String> found, String remedy) {
    if (!found.isEmpty()) {
      fail(remedy + "\n  " + String.join("\n  ", found));
    }
  }
}
