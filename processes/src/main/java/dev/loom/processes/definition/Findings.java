package dev.loom.processes.definition;

import java.util.ArrayList;
import java.util.List;

/// What was found while reading one definition. A list that grows, owned by one reading.
final class Findings {
  /// More are counted, not kept.
  static final int KEPT_MAX = 50;

  private final List<String> problems = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();
  private int count;

  /// @param line 0 when no line is to blame
  void problem(String where, int line, String what) {
    count++;
    if (problems.size() < KEPT_MAX) {
      problems.add(where + (line > 0 ? " (line " + line + ")" : "") + ": " + what);
    }
  }

  void warning(String where, int line, String what) {
    if (warnings.size() < KEPT_MAX) {
      warnings.add(where + " (line " + line + "): " + what);
    }
  }

  boolean isClean() {
    return count == 0;
  }

  List<String> warnings() {
    return List.copyOf(warnings);
  }

  Draft.Broken asBroken(String name) {
    return new Draft.Broken(name, problems, count);
  }
}
