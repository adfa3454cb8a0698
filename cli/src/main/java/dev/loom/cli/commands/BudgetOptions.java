package dev.loom.cli.commands;

import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/// Options that limit the budget of a task.
final class BudgetOptions {
  @Option(
      names = "--budget-tokens",
      paramLabel = "N",
      description = "Input and output tokens of all models.")
  private Long tokens;

  @Option(
      names = "--budget-cost",
      paramLabel = "USD",
      description = "US dollars, at the configured prices.")
  private Double cost;

  @Option(names = "--budget-seconds", paramLabel = "N", description = "Working time in seconds.")
  private Long seconds;

  @Option(names = "--budget-tool-calls", paramLabel = "N", description = "Number of tool calls.")
  private Long toolCalls;

  /// Returns the limits that were given, keyed by their names in the REST API.
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
