package dev.loom.cli.commands;

import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/// The limits of a task on the command line.
final class BudgetOptions {
  @Option(
      names = "--budget-tokens",
      paramLabel = "N",
      description = "Tokens of all models, read and written.")
  private Long tokens;

  @Option(
      names = "--budget-cost",
      paramLabel = "USD",
      description = "US dollars, by the prices that are configured.")
  private Double cost;

  @Option(names = "--budget-seconds", paramLabel = "N", description = "Working time.")
  private Long seconds;

  @Option(names = "--budget-tool-calls", paramLabel = "N", description = "Tool calls.")
  private Long toolCalls;

  /// Those that were given, in the words of the API.
  Map<String, Number> limits() {
    var limits = new LinkedHashMap<String, Number>();
    put(limits, "max_tokens", tokens);
    put(limits, "max_cost_usd", cost);
    put(limits, "max_seconds", seconds);
    put(limits, "max_tool_calls", toolCalls);
    return limits;
  }

  private static void put(Map<String, Number> limits, String name, Number limit) {
    if (limit != null) {
      limits.put(name, limit);
    }
  }
}
