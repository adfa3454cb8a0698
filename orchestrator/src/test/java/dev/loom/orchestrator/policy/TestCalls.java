package dev.loom.orchestrator.policy;

import dev.loom.contracts.task.RiskLevel;
import java.util.List;
import java.util.Optional;

/// Builds calls for tests of single rules.
final class TestCalls {
  /// Analyzes nested commands for real.
  static final ProgramRule.NestedAnalyzer NESTED =
      new ProgramRule.NestedAnalyzer() {
        @Override
        public Optional<ActionRisk> assessLine(String text) {
          return CommandRiskAnalyzer.analyze(text);
        }

        @Override
        public Optional<ActionRisk> assessWords(List<Word> words) {
          return CommandRiskAnalyzer.analyze(
              String.join(" ", words.stream().map(Word::text).toList()));
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

  static Optional<ActionRisk> high(String reason) {
    return Optional.of(new ActionRisk(reason, RiskLevel.HIGH));
  }

  static Optional<ActionRisk> medium(String reason) {
    return Optional.of(new ActionRisk(reason, RiskLevel.MEDIUM));
  }
}
