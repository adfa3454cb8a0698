package dev.loom.processes.definition;

import dev.loom.contracts.process.ProcessDefinition;
import java.util.List;

/// What came of reading a definition.
public sealed interface ParseResult {
  /// The name it gives itself, or, when it gives none, that of its file.
  String name();

  /// It can be followed.
  ///
  /// @param warnings what was passed over, one sentence each
  record Valid(ProcessDefinition definition, List<String> warnings) implements ParseResult {
    public Valid {
      warnings = List.copyOf(warnings);
    }

    @Override
    public String name() {
      return definition.name();
    }
  }

  /// It cannot.
  ///
  /// @param problems what is wrong with it, at least one sentence
  /// @param count how many there are, which may be more than are listed
  record Invalid(String name, List<String> problems, int count) implements ParseResult {
    public Invalid {
      problems = List.copyOf(problems);
    }

    /// Broken in one way.
    public static Invalid withProblem(String name, String problem) {
      return new Invalid(name, List.of(problem), 1);
    }
  }
}
