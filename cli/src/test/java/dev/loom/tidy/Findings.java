package dev.loom.tidy;

import static org.junit.jupiter.api.Assertions.fail;

import java.util.Collection;

/// What a rule found, told with the better way.
final class Findings {
  private Findings() {}

  /// Fails when there is any.
  ///
  /// @param found each place, as `file: what`
  /// @param betterWay what to do instead
  static void expectNone(Collection<String> found, String betterWay) {
    if (!found.isEmpty()) {
      fail(betterWay + "\n  " + String.join("\n  ", found));
    }
  }
}
