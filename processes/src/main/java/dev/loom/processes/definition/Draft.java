package dev.loom.processes.definition;

import dev.loom.contracts.process.ProcessDefinition;
import java.util.List;

/// What came of reading a definition.
public sealed interface Draft {
  /// The name it gives itself, or, when it gives none, that of its file.
  String name();

  /// It can be followed.
  ///
  /// @param warnings what was passed over, one sentence each
  record Sound(ProcessDefinition definition, List<String> warnings) implements Draft {
    public Sound {
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
  record Broken(String name, List<String> problems, int count) implements Draft {
    public Broken {
      problems = List.copyOf(problems);
    }

    /// Broken in one way.
    public static Broken because(String name, String problem) {
      return new Broken(name, List.of(problem), 1);
    }
  }
}
