package dev.loom.orchestrator.core;

import dev.loom.contracts.task.Verdict;
import dev.loom.orchestrator.loop.FinishedCall;

/// Computes the confidence in a verified result as a weighted mean.
///
/// Weights: static checks 0.3; confidence of the verdict 0.3, if a model gave it or the result is
/// unverified; few retries 0.2; no risky command 0.1; successful tool calls 0.1.
final class ConfidenceScore {
  private static final double CHECKS_WEIGHT = 0.3;
  private static final double MODEL_WEIGHT = 0.3;
  private static final double RETRIES_WEIGHT = 0.2;
  private static final double COMMANDS_WEIGHT = 0.1;
  private static final double TOOLS_WEIGHT = 0.1;

  private static final double THOUSANDTHS = 1_000.0;

  private ConfidenceScore() {}

  /// @param retriesMax the allowed number of retries
  /// @return 0 to 1, with three decimals
  static double compute(SubtaskState subtask, Verdict verdict, int retriesMax) {
    var checks = verdict.checks();
    double passed = checks.stream().filter(Verdict.Check::passed).count();
    double sum = CHECKS_WEIGHT * (checks.isEmpty() ? 1 : passed / checks.size());
    double weights = CHECKS_WEIGHT + RETRIES_WEIGHT + COMMANDS_WEIGHT + TOOLS_WEIGHT;
    if (verdict.tier() >= 2 || verdict.outcome() == Verdict.Outcome.UNVERIFIED) {
      sum += MODEL_WEIGHT * verdict.confidence();
      weights += MODEL_WEIGHT;
    }
    double retries = subtask.retries();
    sum += RETRIES_WEIGHT * (retriesMax == 0 ? 1 : Math.max(0, 1 - retries / retriesMax));
    sum += COMMANDS_WEIGHT * (hasRiskyCommand(subtask) ? 0 : 1);
    var calls = subtask.attempt().calls();
    double successful = calls.stream().filter(FinishedCall::success).count();
    sum += TOOLS_WEIGHT * (calls.isEmpty() ? 1 : successful / calls.size());
    return Math.round(sum / weights * THOUSANDTHS) / THOUSANDTHS;
  }

  private static boolean hasRiskyCommand(SubtaskState subtask) {
    return subtask.attempt().calls().stream().anyMatch(FinishedCall::riskyCommand);
  }
}
