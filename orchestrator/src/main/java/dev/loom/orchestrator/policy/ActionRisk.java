package dev.loom.orchestrator.policy;

import dev.loom.contracts.task.RiskLevel;
import java.util.Map;
import java.util.Optional;

/// Why a tool call must not run before a person said yes. Asked about in every approval mode.
///
/// @param reason in words for that person
/// @param riskLevel [RiskLevel#HIGH] when it destroys or discloses, [RiskLevel#MEDIUM] when nobody
///   can say what it does
public record ActionRisk(String reason, RiskLevel riskLevel) {
  /// Looks at a call of a tool that may change something, whatever the tool is called.
  ///
  /// @param arguments as they would be run
  /// @return empty when nothing speaks against it
  public static Optional<ActionRisk> assess(Map<String, Object> arguments) {
    return ArgumentRiskAnalyzer.analyze(arguments);
  }

  /// Looks at the command lines of a call, if it has any.
  ///
  /// @param arguments as they would be run
  /// @return empty when there is none, or nothing speaks against it
  public static Optional<ActionRisk> assessCommands(Map<String, Object> arguments) {
    return ArgumentRiskAnalyzer.analyzeCommands(arguments);
  }
}
