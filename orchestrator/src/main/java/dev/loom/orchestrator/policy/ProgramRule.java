package dev.loom.orchestrator.policy;

import java.util.List;
import java.util.Optional;

/// Knows what is dangerous about some programs.
interface ProgramRule {
  /// @param call the program and what it is given
  /// @param nested judges what the program would run in turn
  Optional<ActionRisk> assess(ProgramCall call, NestedAnalyzer nested);

  /// Judges what one command would have another program run.
  interface NestedAnalyzer {
    /// @param text a whole command line
    Optional<ActionRisk> assessLine(String text);

    /// @param words a program and its arguments
    Optional<ActionRisk> assessWords(List<Word> words);
  }
}
