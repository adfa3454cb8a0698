package dev.loom.tools.change;

import java.util.stream.Stream;

/// Lists the directories above a relative path.
final class ParentPaths {
  private ParentPaths() {}

  /// Returns the directories above a path, the nearest first, without the root.
  static Stream<String> of(String path) {
    return Stream.iterate(
            path.lastIndexOf('/'), slash -> slash > 0, slash -> path.lastIndexOf('/', slash - 1))
        .map(slash -> path.substring(0, slash));
  }
}
