package dev.loom.risk;

import dev.loom.risk.RiskAssessment.Level;
import java.util.List;
import java.util.Optional;

/// Builds calls for tests of single rules.
final class TestCalls {
  /// Analyzes nested commands for real.
  static final ProgramRule.NestedAnalyzer NESTED =
      new ProgramRule.NestedAnalyzer() {
        @Override
        public Optional<RiskAssessment> assessLine(String text) {
          return CommandRisk.assess(text);
        }

        @Override
        public Optional<RiskAssessment> assessWords(List<Word> words) {
          return CommandRisk.assess(String.join(" ", words.stream().map(Word::text).toList()));
        }
      };

  private TestCalls() {}

  /// Parses a command line that consists of one simple command.
  static ProgramCall call(String line) {
    var commands = ShellCommands.parse(line).commands();
    if (commands.size() != 1) {
      throw new IllegalArgumentException("not one simple command: " + line);
    }
    var words = commands.getFirst().words();
    return new ProgramCall(
        words.getFirst().text(), words.subList(1, words.size()), commands.getFirst());
  }

  static Optional<RiskAssessment> high(String reason) {
    return Optional.of(new RiskAssessment(Level.HIGH, "general", reason));
  }

  static Optional<RiskAssessment> medium(String reason) {
    return Optional.of(new RiskAssessment(Level.MEDIUM, "unclear", reason));
  }
}
