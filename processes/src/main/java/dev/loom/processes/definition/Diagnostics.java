package dev.loom.processes.definition;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Collects the problems and warnings of one definition. Not thread-safe.
final class Diagnostics {
  /// Maximum number of listed problems, and of listed warnings. Further problems are only counted.
  static final int LISTED_MAX = 50;

  private final List<Diagnostic> problems = new ArrayList<>();
  private final List<Diagnostic> warnings = new ArrayList<>();
  private int count;

  private record Diagnostic(int line, String message) {
    Diagnostic(String location, int line, String message) {
      this(line, location + " (line " + line + "): " + message);
    }
  }

  void addProblem(String location, int line, String message) {
    count++;
    if (problems.size() < LISTED_MAX) {
      problems.add(new Diagnostic(location, line, message));
    }
  }

  void addWarning(String location, int line, String message) {
    if (warnings.size() < LISTED_MAX) {
      warnings.add(new Diagnostic(location, line, message));
    }
  }

  boolean hasNoProblems() {
    return count == 0;
  }

  List<String> warnings() {
    return sortedByLine(warnings);
  }

  ParseResult.Invalid toInvalid(String name) {
    return new ParseResult.Invalid(name, sortedByLine(problems), count);
  }

  private static List<String> sortedByLine(List<Diagnostic> diagnostics) {
    return diagnostics.stream()
        .sorted(Comparator.comparingInt(Diagnostic::line))
        .map(Diagnostic::message)
        .toList();
  }
}
