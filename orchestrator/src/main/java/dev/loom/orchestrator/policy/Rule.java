package dev.loom.orchestrator.policy;

import java.util.List;
import java.util.Optional;

/// Knows what is dangerous about some programs.
interface Rule {
  /// @param call the program and what it is given
  /// @param nested judges what the program would run in turn
  Optional<Danger> judge(ProgramCall call, Nested nested);

  /// Judges what one command would have another program run.
  interface Nested {
    /// @param text a whole command line
    Optional<Danger> line(String text);

    /// @param words a program and its arguments
    Optional<Danger> words(List<Word> words);
  }
}
