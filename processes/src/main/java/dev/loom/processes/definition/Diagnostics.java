package dev.loom.processes.definition;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// What was found while reading one definition. A list that grows, owned by one reading.
final class Diagnostics {
  /// More are counted, not kept.
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

  /// As somebody comes across them who reads the file.
  private static List<String> sortedByLine(List<Diagnostic> diagnostics) {
    return diagnostics.stream()
        .sorted(Comparator.comparingInt(Diagnostic::line))
        .map(Diagnostic::message)
        .toList();
  }
}
