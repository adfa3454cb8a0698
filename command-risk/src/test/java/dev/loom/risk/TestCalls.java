package dev.loom.risk;

import java.util.Optional;

/// Builds calls for tests of single rules and describes risks as level and reason.
final class TestCalls {
  private TestCalls() {}

  /// Parses a command line that consists of one simple command.
  static ProgramCall call(String line) {
    var commands = ShellCommands.parse(line).commands();
    if (commands.size() != 1) {
      throw new IllegalArgumentException("not one simple command: " + line);
    }
    var words = commands.getFirst().words();
    return new ProgramCall(
        words.getFirst().text(),
        words.subList(1, words.size()),
        new CommandRisk(commands.getFirst(), 0, new CommandRisk.Analysis(false)));
  }

  /// Applies the rules of the program to a command line that consists of one simple command.
  static Optional<String> assess(String line) {
    return describe(RuleTable.assess(call(line)));
  }

  static Optional<String> describe(Optional<RiskAssessment> risk) {
    return risk.map(found -> found.level() + " " + found.reason());
  }

  static Optional<String> high(String reason) {
    return Optional.of("HIGH " + reason);
  }

  static Optional<String> medium(String reason) {
    return Optional.of("MEDIUM " + reason);
  }
}
