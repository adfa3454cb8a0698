package dev.loom.risk;

import java.util.List;
import java.util.Optional;

/// Assesses calls of certain programs.
interface ProgramRule {
  /// @param call the program and its arguments
  /// @param nested analyzes commands that the program would run
  /// @return the risk, or empty when this rule finds none
  Optional<RiskAssessment> assess(ProgramCall call, NestedAnalyzer nested);

  /// Analyzes a command that another program would run.
  interface NestedAnalyzer {
    /// @param text a whole command line
    Optional<RiskAssessment> assessLine(String text);

    /// @param words a program and its arguments
    Optional<RiskAssessment> assessWords(List<Word> words);
  }
}
