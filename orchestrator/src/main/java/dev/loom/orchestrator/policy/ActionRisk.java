package dev.loom.orchestrator.policy;

import dev.loom.contracts.task.RiskLevel;
import java.util.Map;
import java.util.Optional;

/// Explains why a tool call needs the user's approval, in every approval mode.
///
/// @param reason one phrase for the user, followed by the command, path or statement in backticks:
///   "Deletes files recursively: `rm -rf build`". It contains no passwords, tokens or keys.
/// @param riskLevel [RiskLevel#HIGH] when the call destroys, publishes or discloses something,
///   [RiskLevel#MEDIUM] when its effect cannot be determined
public record ActionRisk(String reason, RiskLevel riskLevel) {
  /// Assesses a call of any tool that is not read-only.
  ///
  /// @param arguments the arguments that the tool will receive
  /// @return the risk, or empty when the call needs no approval
  public static Optional<ActionRisk> assess(Map<String, Object> arguments) {
    return ArgumentRiskAnalyzer.analyze(arguments);
  }

  /// Assesses only the command lines among the arguments of a call.
  ///
  /// @param arguments the arguments that the tool will receive
  /// @return the risk, or empty when there is no command line or none needs approval
  public static Optional<ActionRisk> assessCommands(Map<String, Object> arguments) {
    return ArgumentRiskAnalyzer.analyzeCommands(arguments);
  }

  /// @param subject the command, path or statement that is affected
  static Optional<ActionRisk> high(String effect, String subject) {
    return Optional.of(new ActionRisk(effect + ": " + ReasonText.quote(subject), RiskLevel.HIGH));
  }

  /// @param subject the command or path whose effect cannot be determined
  static Optional<ActionRisk> medium(String effect, String subject) {
    return Optional.of(new ActionRisk(effect + ": " + ReasonText.quote(subject), RiskLevel.MEDIUM));
  }
}
