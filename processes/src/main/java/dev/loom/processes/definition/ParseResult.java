package dev.loom.processes.definition;

import dev.loom.contracts.process.ProcessDefinition;
import java.util.List;

/// Represents the result of parsing a definition.
public sealed interface ParseResult {
  /// Returns the name in the definition or, when it has none, the name of its file.
  String name();

  /// A definition that can be executed.
  ///
  /// @param warnings one sentence for each ignored key
  record Valid(ProcessDefinition definition, List<String> warnings) implements ParseResult {
    public Valid {
      warnings = List.copyOf(warnings);
    }

    @Override
    public String name() {
      return definition.name();
    }
  }

  /// A definition that cannot be executed.
  ///
  /// @param problems one sentence for each problem, at least one
  /// @param count the number of problems, which may be more than are listed
  record Invalid(String name, List<String> problems, int count) implements ParseResult {
    public Invalid {
      problems = List.copyOf(problems);
    }

    /// Creates the result for a single problem.
    public static Invalid withProblem(String name, String problem) {
      return new Invalid(name, List.of(problem), 1);
    }
  }
}
