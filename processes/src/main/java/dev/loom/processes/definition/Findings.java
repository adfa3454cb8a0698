package dev.loom.processes.definition;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// What was found while reading one definition. A list that grows, owned by one reading.
final class Findings {
  /// More are counted, not kept.
  static final int KEPT_MAX = 50;

  private final List<Finding> problems = new ArrayList<>();
  private final List<Finding> warnings = new ArrayList<>();
  private int count;

  private record Finding(int line, String sentence) {
    Finding(String where, int line, String what) {
      this(line, where + " (line " + line + "): " + what);
    }
  }

  void problem(String where, int line, String what) {
    count++;
    if (problems.size() < KEPT_MAX) {
      problems.add(new Finding(where, line, what));
    }
  }

  void warning(String where, int line, String what) {
    if (warnings.size() < KEPT_MAX) {
      warnings.add(new Finding(where, line, what));
    }
  }

  boolean isClean() {
    return count == 0;
  }

  List<String> warnings() {
    return inOrder(warnings);
  }

  Draft.Broken asBroken(String name) {
    return new Draft.Broken(name, inOrder(problems), count);
  }

  /// As somebody comes across them who reads the file.
  private static List<String> inOrder(List<Finding> findings) {
    return findings.stream()
        .sorted(Comparator.comparingInt(Finding::line))
        .map(Finding::sentence)
        .toList();
  }
}
